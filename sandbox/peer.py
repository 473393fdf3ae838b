"""The HTTP ground under every peer: one threading server on 127.0.0.1 that starts and stops cleanly."""

import errno
import json
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

HOST = "127.0.0.1"
LARGEST_BODY_BYTES = 40_000_000
SECONDS_TO_STOP = 5.0
SECONDS_TO_SPEAK = 60.0


class PortTaken(OSError):
    """The port that was asked for already has a listener."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def asked(self) -> dict[str, str]:
        """Return the query's parameters, the last one winning."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of a posted HTML form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    hold_seconds: float = 0.0
    seconds_a_byte: float = 0.0
    cut: Literal["", "before", "middle"] = ""


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Answer(status, body, "application/json; charset=utf-8", headers or {})


def redirect(location: str) -> Answer:
    return Answer(303, headers={"Location": location})


class HttpPeer:
    """A peer that answers HTTP on 127.0.0.1 while it is started; port 0 takes a free one and keeps it."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def respond(self, request: Request) -> Answer:
        raise NotImplementedError

    def start(self) -> None:
        self.stopping.clear()
        try:
            self._server = _Server(self)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(f"Port {self.port} on {HOST} is already in use.") from error
            raise
        self.port = self._server.server_address[1]
        name = f"{type(self).__name__}:{self.port}"
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.05,), name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self.stopping.set()
        self._server.shutdown()
        self._thread.join(SECONDS_TO_STOP)
        self._server.hang_up()
        self._server.server_close()
        self._server = self._thread = None

    def close(self) -> None:
        """Stop for good and give back what is held."""
        self.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, peer: HttpPeer) -> None:
        self.peer = peer
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        super().__init__((HOST, peer.port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer looks its own name up in the DNS here, which may take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(target=self._converse, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[thread] = request
        thread.start()

    def _converse(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(threading.current_thread(), None)

    def hang_up(self) -> None:
        """End every conversation: browsers keep sockets open on which they never speak."""
        with self._lock:
            still = dict(self._open)
        for connection in still.values():
            cut_off(connection)
        for thread in still:
            thread.join(SECONDS_TO_STOP)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def cut_off(connection: socket.socket) -> None:
    """End a connection under the other side's hands."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already, which is what was wanted


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "sandbox"
    timeout = SECONDS_TO_SPEAK

    def log_message(self, format: str, *args: Any) -> None:
        return

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LARGEST_BODY_BYTES:
            self.send_error(413)
            return
        parts = urlsplit(self.path)
        request = Request(
            self.command, parts.path, parts.query, dict(self.headers.items()), self.rfile.read(length)
        )
        self._send(self.server.peer.respond(request))

    do_GET = do_HEAD = do_POST = do_DELETE = do_PUT = _answer

    def _send(self, answer: Answer) -> None:
        if answer.hold_seconds:
            self.server.peer.stopping.wait(answer.hold_seconds)
        if answer.cut == "before":
            cut_off(self.connection)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.cut == "middle":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.wfile.flush()
            cut_off(self.connection)
        elif answer.seconds_a_byte:
            self._drip(answer)
        elif self.command != "HEAD":
            self.wfile.write(answer.body)

    def _drip(self, answer: Answer) -> None:
        for byte in answer.body:
            if self.server.peer.stopping.wait(answer.seconds_a_byte):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
