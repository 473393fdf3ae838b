"""What can be said of a file: why it is refused, or what it is."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a file is refused; accounts.uploads has the sentences for people."""

    UNKNOWN = "unknown"
    BROKEN_PICTURE = "broken_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN_PDF = "broken_pdf"
    PROTECTED = "protected"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    ACTIVE = "active"
    ATTACHED = "attached"
    TOO_COMPLEX = "too_complex"


class Refusal(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Safe:
    """A file that can do no harm; pictures count as one page."""

    media_type: str
    content: bytes
    pages: int = 1


HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"


def kind_of(data: bytes) -> str | None:
    """Return what the first bytes say that the file is, whatever its name says."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return HEIC
    return None
