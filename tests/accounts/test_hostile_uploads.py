"""More than two hundred hostile files come through the web; none does harm, and the portal stays well."""

import hashlib
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import uploads
from accounts.inspection import __main__ as inspection
from accounts.models import Application, Document
from tests.accounts import papers
from tests.accounts.applicant import Applicant
from tests.accounts.hostile import HOSTILE, Hostile
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

KIBIBYTE = 1024
MOST_GROWTH_BYTES = 200 * 1024 * 1024
seen: set[str] = set()


def peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss * KIBIBYTE


@pytest.fixture(scope="module")
def memory_before() -> int:
    """What this process, which is the web here, had needed before the first file came."""
    return peak(resource.RUSAGE_SELF)


@pytest.fixture(autouse=True)
def _scanned(clamd: str, settings: Settings, memory_before: int) -> None:
    settings.SCANNER = clamd


@pytest.fixture
def at_the_document(client: Client) -> Applicant:
    applicant = Applicant(client)
    draft = ApplicationFactory.create(country="LV", vat_registered=True, vat_number="LV40003245752")
    applicant.key = str(draft.key)
    return applicant


def stored(folder: Path) -> Iterator[bytes]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.read_bytes()


@pytest.mark.parametrize("file", HOSTILE, ids=str)
def test_a_hostile_file_does_no_harm(file: Hostile, at_the_document: Applicant, tmp_path: Path) -> None:
    content = file.made()
    seen.add(hashlib.sha256(content).hexdigest())
    given = {"kind": "vat_certificate", "file": papers.file(content, file.name), "authorised": "on"}
    answer = at_the_document.says("document", given)
    kept = list(stored(tmp_path / "files"))
    if file.says:
        assert file.says in answer.content.decode()
        assert not kept
        assert not Document.objects.exists()
    else:
        assert answer.status_code == 302, answer.content.decode()
        assert not [trace for trace in file.gone for one in kept if trace in one]


def test_they_are_all_different(request: pytest.FixtureRequest) -> None:
    """Those that ran before this test, and in the whole suite these are at least two hundred."""
    ran = [item for item in request.session.items if item.name.startswith("test_a_hostile_file[")]
    assert len(HOSTILE) >= 200
    assert len({file.name for file in HOSTILE}) == len(HOSTILE)
    assert len(seen) >= len(ran)


def test_after_all_of_them_a_good_document_still_comes_through(
    at_the_document: Applicant, memory_before: int
) -> None:
    answer = at_the_document.uploads()
    assert answer.url == at_the_document.address("company")  # type: ignore[attr-defined]
    assert Application.objects.get().current_document is not None
    # The files were opened elsewhere: this process has not grown, and those that opened them stayed within their limit.
    assert peak(resource.RUSAGE_SELF) - memory_before < MOST_GROWTH_BYTES
    assert peak(resource.RUSAGE_CHILDREN) <= inspection.MEMORY_BYTES


def limited(words: str) -> tuple[int, int]:
    """Run something as the inspection runs, and return how it ended and how much it wrote."""
    program = f"import sys; from accounts.inspection import __main__ as limits; limits.limit(); {words}"
    with tempfile.TemporaryFile() as answer:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=portal.BASE_DIR, stdout=answer, stderr=subprocess.DEVNULL
        )
        return done.returncode, answer.seek(0, 2)


def test_the_process_that_opens_files_gets_no_more_memory_than_its_limit() -> None:
    assert limited("bytearray(limits.MEMORY_BYTES // 2)") == (0, 0)
    assert limited("bytearray(limits.MEMORY_BYTES)") == (1, 0)


def test_the_process_that_opens_files_writes_no_more_than_its_limit() -> None:
    _ended, written = limited("sys.stdout.buffer.write(bytes(limits.ANSWER_BYTES + 9))")
    assert written == inspection.ANSWER_BYTES


def test_the_process_that_opens_files_has_seconds_only() -> None:
    words = "import resource; sys.exit(resource.getrlimit(resource.RLIMIT_CPU)[1])"
    assert limited(words) == (inspection.CPU_SECONDS, 0)


@pytest.mark.parametrize(
    "answer",
    [b"", b"half an ans", b'{"media_type": "image/png", "pages": 1, "size": 9}\nfour', b"\xff\n"],
)
def test_an_answer_cut_short_refuses_its_file(answer: bytes) -> None:
    line, _end, content = answer.partition(b"\n")
    with pytest.raises(uploads.Refused, match="more than we can open safely"):
        uploads._read(line, content)


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS_TO_INSPECT", 0.001)
    with pytest.raises(uploads.Refused, match="more than we can open safely"):
        uploads.accept(papers.file())


def test_a_process_that_dies_refuses_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(uploads.Refused, match="more than we can open safely"):
        uploads.accept(papers.file())
