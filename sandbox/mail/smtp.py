"""The SMTP side: an event loop in a thread of its own that hands every mail to the box."""

import asyncio
import errno
import socket
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mail.box import MailBox
from sandbox.peer import HOST, PortTaken

SECONDS_TO_STOP = 5.0


class SmtpPeer:
    """An SMTP server on 127.0.0.1; port 0 takes a free one and keeps it."""

    def __init__(self, box: MailBox, port: int) -> None:
        self.port = port
        self._box = box
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._server: asyncio.Server | None = None
        self._talks: set[_Talk] = set()
        self._listening = threading.Event()

    def start(self) -> None:
        # Only the new thread runs the loop: the caller's may be in a loop of its own.
        try:
            listening = socket.create_server((HOST, self.port), backlog=64)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(f"Port {self.port} on {HOST} is already in use.") from error
            raise
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._work, args=(self._loop, listening), name=f"smtp:{self.port}", daemon=True
        )
        self._thread.start()
        self._listening.wait(SECONDS_TO_STOP)

    def _work(self, loop: asyncio.AbstractEventLoop, listening: socket.socket) -> None:
        self._server = loop.run_until_complete(loop.create_server(self._talk, sock=listening))
        self._listening.set()
        loop.run_forever()

    def stop(self) -> None:
        if self._loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(SECONDS_TO_STOP)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS_TO_STOP)
        self._loop.close()
        self._loop = self._thread = self._server = None
        self._listening.clear()

    def _talk(self) -> "_Talk":
        return _Talk(
            self, hostname="localhost", ident="sandbox", enable_SMTPUTF8=True, loop=asyncio.get_running_loop()
        )

    def joined(self, talk: "_Talk") -> None:
        self._talks.add(talk)

    def left(self, talk: "_Talk") -> None:
        self._talks.discard(talk)

    async def _hang_up(self) -> None:
        assert self._server is not None
        self._server.close()
        for talk in list(self._talks):
            if talk.transport is not None:
                talk.transport.close()
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        try:
            self._box.keep(envelope.mail_from or "", envelope.rcpt_tos, content)
        except OSError as error:
            return f"452 4.3.1 The mail could not be kept: {error.strerror}"
        return "250 2.0.0 The mail is in the box"


class _Talk(SMTP):
    """One conversation, known to the peer so that it can be ended."""

    def __init__(self, peer: SmtpPeer, **options: Any) -> None:
        super().__init__(peer, **options)
        self._peer = peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._peer.joined(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._peer.left(self)
        super().connection_lost(error)
