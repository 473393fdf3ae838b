"""What may be uploaded: a document is what its bytes say, and nothing in it may run."""

import hashlib
import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, Protocol

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from cps_portal.lib.errors import DomainError

register_heif_opener()

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,application/pdf,image/jpeg,image/png,image/heic"
MAX_PIXELS = 64_000_000
LONGEST_SIDE = 4_000
MAX_PDF_OBJECTS = 100_000
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
ACTIVE_KINDS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMedia",
    "/RichMediaExecute", "/3D",
}  # fmt: skip
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}


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


class Refused(DomainError):
    """The file is not taken, and the message says why and what to do."""

    def __init__(self, message: str) -> None:
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
    media_type, content = _checked(data)
    return Upload(
        _tidy_name(file.name or "", media_type), media_type, content, hashlib.sha256(data).hexdigest()
    )


def _too_large() -> Refused:
    megabytes = settings.UPLOAD_MAX_BYTES // 1024 // 1024
    return Refused(
        _("The file is larger than %(size)s MB. Choose a smaller one, or scan it again in grey.")
        % {"size": megabytes}
    )


def _checked(data: bytes) -> tuple[str, bytes]:
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return "application/pdf", data
    if data.startswith(b"\xff\xd8\xff") or (data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS):
        return "image/jpeg", _redrawn(data, "JPEG")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", _redrawn(data, "PNG")
    raise Refused(_("This is not a PDF, JPEG, PNG or HEIC file. Choose the document in one of these forms."))


# --- pictures --------------------------------------------------------------------------------------


def _redrawn(data: bytes, form: str) -> bytes:
    """Draw the picture anew: pixels survive, metadata and anything hidden behind them do not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=["JPEG", "PNG", "HEIF"]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _too_many_pixels()
                return _drawn(picture, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, zlib.error) as error:
        raise Refused(
            _("The picture cannot be opened; it may be damaged. Save it again, or take a new photo.")
        ) from error


def _drawn(picture: Image.Image, form: str) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    drawn = BytesIO()
    clean.save(drawn, form, quality=88, optimize=form == "JPEG")
    return drawn.getvalue()


def _too_many_pixels() -> Refused:
    return Refused(_("The picture has too many pixels. Save it smaller, for example 3000 pixels wide."))


# --- PDF -------------------------------------------------------------------------------------------


def _check_pdf(data: bytes) -> None:
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise _protected()
            if len(pdf.pages) == 0:
                raise Refused(_("The PDF has no pages. Choose the document again."))
            _refuse_what_runs(pdf)
    except pikepdf.PasswordError as error:
        raise _protected() from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        raise Refused(
            _("The PDF cannot be opened; it may be damaged. Save it again, or send a scan or a photo.")
        ) from error


def _protected() -> Refused:
    return Refused(
        _("The PDF is protected by a password. Save it without protection, or send a scan or a photo.")
    )


def _active() -> Refused:
    return Refused(
        _(
            "The PDF holds a script or starts another program. Print it to a new PDF, or send a scan or a photo."
        )
    )


def _refuse_what_runs(pdf: pikepdf.Pdf) -> None:
    attached: dict[tuple[int, int], pikepdf.Object] = {}
    for number, found in enumerate(_dictionaries(pdf)):
        if number > MAX_PDF_OBJECTS:
            raise Refused(_("The PDF is too complex. Print it to a new PDF, or send a scan or a photo."))
        kinds = {str(found.get(key)) for key in ("/S", "/Subtype") if _is_name(found.get(key))}
        if kinds & ACTIVE_KINDS or ACTIVE_KEYS & set(found.keys()):
            raise _active()
        for opening in ("/OpenAction", "/AA"):
            if opening in found and _goes_to_the_web(found[opening]):
                raise _active()
        if isinstance(found.get("/EF"), pikepdf.Dictionary):
            attached |= {stream.objgen: stream for _key, stream in found["/EF"].items()}
    if len(attached) > 1 or not all(_is_xml(stream) for stream in attached.values()):
        raise Refused(
            _(
                "The PDF has other files attached to it. Save it without attachments, or send a scan or a photo."
            )
        )


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Walk every dictionary of the file, those inside other objects too, each once."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Stream):
            found = found.stream_dict
        if isinstance(found, pikepdf.Dictionary):
            yield found
            inside: list[Any] = [found[key] for key in found.keys()]  # noqa: SIM118 - not a Python dictionary
        elif isinstance(found, pikepdf.Array):
            inside = list(found)
        else:
            continue
        waiting += [part for part in inside if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _is_name(value: Any) -> bool:
    return isinstance(value, pikepdf.Name)


def _goes_to_the_web(action: Any, depth: int = 0) -> bool:
    """Return whether an action that runs by itself would open an address."""
    if not isinstance(action, pikepdf.Dictionary) or depth > 5:
        return False
    if "/URI" in action:
        return True
    return any(_goes_to_the_web(action[key], depth + 1) for key in action.keys())  # noqa: SIM118


def _is_xml(stream: Any) -> bool:
    """Return whether an attached file is the XML of an electronic invoice, reading no more than its beginning."""
    if not isinstance(stream, pikepdf.Stream):
        return False
    raw = stream.read_raw_bytes()
    kind = stream.get("/Filter")
    if isinstance(kind, pikepdf.Array) and len(kind) == 1:
        kind = kind[0]
    if kind is not None:
        if str(kind) != "/FlateDecode":
            return False
        try:
            raw = zlib.decompressobj().decompress(raw, 2_000)
        except zlib.error:
            return False
    return (
        re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|[\w:]+)", raw[:2_000]) is not None
        and b"<!DOCTYPE" not in raw[:2_000]
    )


# --- names -----------------------------------------------------------------------------------------

SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def _tidy_name(name: str, media_type: str) -> str:
    """Return a name for people to recognise; it never becomes a path."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = "".join(sign for sign in stem if sign.isprintable()).rsplit(".", 1)[0].strip(" .")
    return f"{stem[:150] or 'document'}{SUFFIXES[media_type]}"


def suffix_of(media_type: str) -> str:
    return SUFFIXES[media_type]
