"""What a camera writes into its pictures: its own model and serial number, and those of the lens."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

from accounts.inspection.pictures import MAX_PIXELS
from accounts.uploads import File, Refused
from cps_portal.lib.errors import DomainError
from products import search, serials
from products.models import Product

ACCEPTED = ".jpg,.jpeg,image/jpeg"
LONGEST = 80


@dataclass(frozen=True)
class Found:
    """A piece of gear in a picture: what the camera wrote, and the model of the catalogue that it probably is."""

    written: str
    serial: str
    product: Product | None


def read(file: File) -> tuple[tuple[str, str], ...]:
    """Return model and serial number of body and lens as they stand in a JPEG; nothing of the picture is kept."""
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("The photo is larger than %(size)s MB. Choose a smaller one.")
            % {"size": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        )
    if not data.startswith(b"\xff\xd8\xff"):
        raise Refused(_("This is no JPEG. Choose a photo as it came out of the camera."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # Only the head is read: no pixel is decoded.
            with Image.open(BytesIO(data), formats=["JPEG"]) as picture:
                if picture.width * picture.height > MAX_PIXELS * 4:
                    raise Refused(_("The photo has too many pixels. Choose another one."))
                pairs = tuple(_pairs(picture.getexif()))
    except (
        Image.DecompressionBombError, Warning, UnidentifiedImageError, OSError, SyntaxError,
        ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, OverflowError, RecursionError,
    ) as error:  # fmt: skip
        raise Refused(_("The photo cannot be read; it may be damaged. Choose another one.")) from error
    if not pairs:
        raise Refused(
            _(
                "The photo does not say with what it was taken. Programs and phones often drop that: "
                "choose a JPEG as it came out of the camera."
            )
        )
    return pairs


def _pairs(exif: Image.Exif) -> Iterator[tuple[str, str]]:
    """The body's model stands at the beginning of the EXIF data, everything else in its inner table."""
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    if body := _text(exif.get(ExifTags.Base.Model)):
        yield body, _text(inner.get(ExifTags.Base.BodySerialNumber))
    if lens := _text(inner.get(ExifTags.Base.LensModel)):
        yield lens, _text(inner.get(ExifTags.Base.LensSerialNumber))


def _text(value: Any) -> str:
    """Return a value as plain text: what a camera writes has neither line breaks nor zeros in it."""
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="ignore")
    if not isinstance(value, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:LONGEST]


def recognised(pairs: tuple[tuple[str, str], ...]) -> list[Found]:
    """Look for what was written in the catalogue; the customer confirms each of them."""
    products = list(Product.objects.registrable())
    found = []
    for written, serial in pairs:
        hits = search.ranked(written, products)
        found.append(Found(written, _serial(serial), hits[0] if hits else None))
    return found


def _serial(text: str) -> str:
    """Return the serial number, empty where a camera filled the place with zeros or something else."""
    try:
        serial = serials.read(text)
    except DomainError:
        return ""
    return "" if re.fullmatch("0*", serial) else serial
