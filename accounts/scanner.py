"""The one file that talks to the virus scanner: clamd's INSTREAM over a socket, where one is configured."""

import logging
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.errors import DomainError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5
ANSWER_SECONDS = 30
PIECE_BYTES = 64 * 1024
LONGEST_ANSWER = 4096


class Infected(DomainError):
    """The scanner knows this file, and not from anything good."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Our virus scanner warns of this file. Choose another one, or ask whoever looks after your computer."
            ),
            field="file",
        )


class NotScanned(DomainError):
    """Nobody can say whether the file is clean, so it is not taken."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot check files for viruses just now, so this one was not saved. Try again in a few minutes."
            ),
            field="file",
        )


def scan(data: bytes) -> None:
    """Have the file looked at where a scanner is configured; whatever is not a clear “clean” refuses it."""
    if not settings.SCANNER:
        return
    try:
        answer = _asked(data)
    except Exception as error:  # closed by default: no trouble of the scanner lets a file through
        log.exception("the virus scanner did not answer")
        raise NotScanned from error
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        log.warning("upload refused by the virus scanner: %s", answer)
        raise Infected
    log.error("the virus scanner could not say: %s", answer)
    raise NotScanned


def _asked(data: bytes) -> str:
    with _connected() as peer:
        peer.settimeout(ANSWER_SECONDS)
        peer.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE_BYTES):
            piece = data[start : start + PIECE_BYTES]
            peer.sendall(len(piece).to_bytes(4, "big") + piece)
        peer.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            said = peer.recv(LONGEST_ANSWER)
            if not said:
                break
            answer += said
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    where = urlsplit(settings.SCANNER)
    if where.scheme == "unix":
        peer = socket.socket(socket.AF_UNIX)
        try:
            peer.settimeout(CONNECT_SECONDS)
            peer.connect(where.path)
        except OSError:
            peer.close()
            raise
        return peer
    return socket.create_connection((where.hostname or "", where.port or 3310), CONNECT_SECONDS)
