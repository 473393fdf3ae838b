"""The virus scanner: Debian's own behind the socket, and peers that fail it in every way."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Stream
from pytest_django.fixtures import Settings

from accounts import scanner, uploads
from cps_portal.lib.errors import DomainError
from tests.accounts import papers
from tests.accounts.hostile import EICAR
from tests.accounts.hostile.doors import changed

Peer = Callable[[socket.socket], object]


def accepted(content: bytes) -> uploads.Upload:
    return uploads.accept(SimpleUploadedFile("paper.pdf", content))


def infected_pdf() -> bytes:
    return changed(lambda made: made.Root.__setitem__("/X", made.make_indirect(Stream(made, EICAR))))


@contextmanager
def answering(peer: Peer) -> Iterator[str]:
    """A socket behind which somebody behaves like this."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                peer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)


def says(words: bytes) -> Peer:
    def peer(connection: socket.socket) -> None:
        while not connection.recv(65536).endswith(bytes(4)):
            pass
        connection.sendall(words)

    return peer


def hangs_up(connection: socket.socket) -> None:
    connection.recv(5)


@pytest.mark.parametrize(
    "content",
    [infected_pdf(), papers.picture() + EICAR, papers.picture("PNG") + EICAR, papers.pdf() + b"\n" + EICAR],
    ids=["in a PDF", "behind a JPEG", "behind a PNG", "behind a PDF"],
)
def test_a_known_virus_is_refused(content: bytes, clamd: str, settings: Settings) -> None:
    assert accepted(content)  # nothing else is wrong with it
    settings.SCANNER = clamd
    with pytest.raises(scanner.Infected, match="warns of this file"):
        accepted(content)


def test_a_clean_document_passes_the_scanner(clamd: str, settings: Settings) -> None:
    settings.SCANNER = clamd
    assert accepted(papers.pdf()).media_type == "application/pdf"


def test_a_file_too_large_for_the_scanner_is_not_taken_as_clean(clamd: str, settings: Settings) -> None:
    settings.SCANNER = clamd
    with pytest.raises(scanner.NotScanned):
        scanner.scan(bytes(16 * 1024 * 1024))


@pytest.mark.parametrize(
    "peer",
    [hangs_up, says(b""), says(b"\0"), says(b"what?\0"), says(b"INSTREAM size limit exceeded. ERROR\0"),
     says(b"stream: Eicar"), says(b"stream: OKAY\0"), says(b"\xff" * 5000)],
)  # fmt: skip
def test_whatever_is_not_a_clear_answer_keeps_the_file_out(peer: Peer, settings: Settings) -> None:
    with answering(peer) as settings.SCANNER, pytest.raises(DomainError, match="was not saved") as no:
        scanner.scan(papers.pdf())
    assert no.value.field == "file"


def test_a_scanner_that_says_nothing_keeps_the_file_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.2)
    enough = threading.Event()
    with answering(lambda connection: enough.wait(10)) as settings.SCANNER:
        with pytest.raises(scanner.NotScanned):
            scanner.scan(papers.pdf())
        enough.set()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "tcp://"])
def test_a_scanner_that_is_away_keeps_the_file_out(address: str, settings: Settings) -> None:
    settings.SCANNER = address
    with pytest.raises(scanner.NotScanned):
        scanner.scan(papers.pdf())


def test_the_scanner_answers_by_tcp_too(settings: Settings) -> None:
    with answering(says(b"stream: OK\0")) as settings.SCANNER:
        scanner.scan(papers.pdf())
