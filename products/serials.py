"""Serial numbers: one way of writing them, and what looks like another number on the same product."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cps_portal.lib.errors import DomainError

BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]+")
ALLOWED = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)
BARCODE = re.compile(r"[0-9]{13}")
DATE_CODE = re.compile(r"[A-Z]{2}[0-9]{4}")

# The hints of the catalogue that comes with the portal, so that they are translated; any other is shown as it is.
HINTS = (
    gettext_noop("10 or 12 digits"),
    gettext_noop("10 digits"),
    gettext_noop("12 digits"),
    gettext_noop("5, 6, 7, 8, 10 or 12 digits"),
    gettext_noop("4 letters + 5 digits"),
    gettext_noop("5-20 letters or digits"),
)


class UnreadableSerial(DomainError):
    """What was typed cannot be a serial number."""


def normalised(typed: str) -> str:
    """Return the serial in capitals, without spaces, hyphens and a bracketed part; leading zeros stay."""
    bare = SEPARATORS.sub("", BRACKETED.sub("", typed))
    return bare.upper() if bare.isascii() else bare


def read(typed: str) -> str:
    """Return the serial that was typed, empty if none was; refuse what is no serial number."""
    serial = normalised(typed)
    if not serial and not typed.strip():
        return ""
    if not ALLOWED.fullmatch(serial):
        raise UnreadableSerial(_("A serial number has 5 to 20 letters or digits. Look at the product again."))
    return serial


def doubts(serial: str, hint: str) -> Iterator[str]:
    """Say why this may be another number than the serial; the person who holds the product knows better."""
    if BARCODE.fullmatch(serial):
        yield _(
            "This has 13 digits and is probably the barcode of the box. The serial number is on the product."
        )
    elif DATE_CODE.fullmatch(serial):
        yield _(
            "This is probably the date code of the lens. The serial number has digits only and is on the mount."
        )
    elif not fits(serial, hint):
        yield _("Serial numbers of this model usually have %(shape)s.") % {"shape": said(hint)}


def said(hint: str) -> str:
    """Return the catalogue's hint in the reader's language."""
    return _(hint) if hint else ""


def fits(serial: str, hint: str) -> bool:
    """Return whether the serial has the shape of the hint; a hint that cannot be read fits everything."""
    if counts := re.fullmatch(r"([\d, or]+) digits", hint):
        return serial.isdigit() and len(serial) in {int(count) for count in re.findall(r"\d+", counts[1])}
    if parts := re.fullmatch(r"(\d+) letters \+ (\d+) digits", hint):
        return bool(re.fullmatch(rf"[A-Z]{{{parts[1]}}}\d{{{parts[2]}}}", serial))
    return True
