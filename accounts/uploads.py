"""What may be uploaded: a document is what its bytes say, and nothing in it may run. docs/uploads.md says what passes.

Nothing of an uploaded file is opened in this process: accounts.inspection does that in one of its own, with limits.
"""

import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scanner
from accounts.inspection.verdicts import Safe, Why, kind_of
from cps_portal.lib.errors import DomainError

log = logging.getLogger(__name__)

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,application/pdf,image/jpeg,image/png,image/heic"
SECONDS_TO_INSPECT = 20
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

WORDS = {
    Why.UNKNOWN: gettext_lazy(
        "This is not a PDF, JPEG, PNG or HEIC file. Choose the document in one of these forms."
    ),
    Why.BROKEN_PICTURE: gettext_lazy(
        "The picture cannot be opened; it may be damaged. Save it again, or take a new photo."
    ),
    Why.TOO_MANY_PIXELS: gettext_lazy(
        "The picture has too many pixels. Save it smaller, for example 3000 pixels wide."
    ),
    Why.BROKEN_PDF: gettext_lazy(
        "The PDF cannot be opened; it may be damaged. Save it again, or send a scan or a photo."
    ),
    Why.PROTECTED: gettext_lazy(
        "The PDF is protected by a password. Save it without protection, or send a scan or a photo."
    ),
    Why.NO_PAGES: gettext_lazy("The PDF has no pages. Choose the document again."),
    Why.TOO_MANY_PAGES: gettext_lazy(
        "The PDF has more pages than a document of a company needs. Send only the pages that we ask for."
    ),
    Why.ACTIVE: gettext_lazy(
        "The PDF holds a script or starts another program. Print it to a new PDF, or send a scan or a photo."
    ),
    Why.ATTACHED: gettext_lazy(
        "The PDF has other files attached to it. Save it without attachments, or send a scan or a photo."
    ),
    Why.TOO_COMPLEX: gettext_lazy(
        "The PDF is too complex. Print it to a new PDF, or send a scan or a photo."
    ),
}


class File(Protocol):
    """What the gate needs to know of an uploaded file."""

    name: str | None

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int = ...) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A document that passed the gate; the digest is of the bytes as they came."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    pages: int = 1


class Refused(DomainError):
    """The file is not taken, and the message says why and what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__(message, field="file")


def accept(file: File) -> Upload:
    """Return the document, made safe to show, or refuse it with the reason."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise _too_large()
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise _too_large()
    if not data:
        raise Refused(_("The file is empty. Choose the document again."))
    if kind_of(data) is None:
        raise Refused(WORDS[Why.UNKNOWN])
    safe = _inspected(data)
    scanner.scan(data)
    digest = hashlib.sha256(data).hexdigest()
    return Upload(
        _tidy_name(file.name or "", safe.media_type), safe.media_type, safe.content, digest, safe.pages
    )


def _too_large() -> Refused:
    megabytes = settings.UPLOAD_MAX_BYTES // 1024 // 1024
    return Refused(
        _("The file is larger than %(size)s MB. Choose a smaller one, or scan it again in grey.")
        % {"size": megabytes}
    )


def _inspected(data: bytes) -> Safe:
    """Have the file opened in a process that may die of it; files, not pipes: neither waits for the other."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        _inspect(question, answer)
        answer.seek(0)
        return _read(answer.readline(1000), answer.read())


def _read(line: bytes, content: bytes) -> Safe:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise _too_much_for_us() from error
    if said["size"] != len(content):
        raise _too_much_for_us()
    if "refused" in said:
        raise Refused(WORDS[Why(said["refused"])])
    return Safe(said["media_type"], content, said["pages"])


def _inspect(question: IO[bytes], answer: IO[bytes]) -> None:
    words = [sys.executable, "-E", "-s", "-m", "accounts.inspection"]
    try:
        done = subprocess.run(
            words,
            cwd=settings.BASE_DIR,
            env={"MALLOC_ARENA_MAX": "1"},
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_INSPECT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much_for_us() from error
    if done.returncode:
        log.warning("an upload was too much for its inspection, which ended with %s", done.returncode)
        raise _too_much_for_us()


def _too_much_for_us() -> Refused:
    return Refused(
        _("The file asks for more than we can open safely. Print it to a new PDF, or send a scan or a photo.")
    )


def _tidy_name(name: str, media_type: str) -> str:
    """Return a name for people to recognise; it never becomes a path."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = "".join(sign for sign in stem if sign.isprintable()).rsplit(".", 1)[0].strip(" .")
    return f"{stem[:150] or 'document'}{SUFFIXES[media_type]}"


def suffix_of(media_type: str) -> str:
    return SUFFIXES[media_type]
