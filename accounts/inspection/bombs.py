"""What is small on the disk and endless on the screen: streams, pictures, drawings that draw themselves."""

import re
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from accounts.inspection import walk
from accounts.inspection.verdicts import Refusal, Why

LARGEST_STREAM = 96 * 1024 * 1024
LARGEST_TOGETHER = 384 * 1024 * 1024
MAX_PIXELS = 150_000_000
MAX_DRAWINGS = 100_000
PIECE = 64 * 1024

COMPRESSING = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
PICTURES = {"/DCTDecode", "/DCT", "/JPXDecode"}
DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+(?:Do|scn|SCN)\b")
Node = tuple[int, int]


def refuse(pdf: pikepdf.Pdf) -> None:
    total = 0
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream):
            total += _expanded(stream)
            if total > LARGEST_TOGETHER:
                raise Refusal(Why.TOO_COMPLEX)
    _refuse_endless_drawings(pdf)


def _expanded(stream: Any) -> int:
    """Return how large a stream becomes, without ever holding it whole where that can be helped."""
    filters = _filters(stream)
    if sum(name in COMPRESSING for name in filters) > 1:
        raise Refusal(Why.TOO_COMPLEX)
    _refuse_huge_picture(stream, filters)
    if filters[:1] in (["/FlateDecode"], ["/Fl"]):
        return _inflated(stream.read_raw_bytes())
    if set(filters) & COMPRESSING:
        # Rare and old: read whole, as far as the memory of this process reaches.
        size = len(stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.specialized))
        if size > LARGEST_STREAM:
            raise Refusal(Why.TOO_COMPLEX)
        return size
    return 0


def _filters(stream: Any) -> list[str]:
    found = stream.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def _inflated(raw: Any) -> int:
    """Count the bytes piece by piece; a damaged end is the reader's business, as it is every viewer's."""
    inflate = zlib.decompressobj()
    size, waiting = 0, bytes(raw)
    while waiting and not inflate.eof:
        try:
            size += len(inflate.decompress(waiting, PIECE))
        except zlib.error:
            return size
        if size > LARGEST_STREAM:
            raise Refusal(Why.TOO_COMPLEX)
        waiting = inflate.unconsumed_tail
    return size


def _refuse_huge_picture(stream: Any, filters: list[str]) -> None:
    if walk.name_of(stream.get("/Subtype")) != "/Image":
        return
    width, height = (_whole(stream.get(key)) for key in ("/Width", "/Height"))
    if filters and filters[-1] in PICTURES and len(filters) == 1:
        try:
            with Image.open(BytesIO(stream.read_raw_bytes()), formats=["JPEG", "JPEG2000"]) as picture:
                width, height = max(width, picture.width), max(height, picture.height)
        except Image.DecompressionBombError as error:
            raise Refusal(Why.TOO_MANY_PIXELS) from error
        except (OSError, SyntaxError, ValueError):
            return  # a viewer shows a blank there
    if width * height > MAX_PIXELS:
        raise Refusal(Why.TOO_MANY_PIXELS)


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0


def _refuse_endless_drawings(pdf: pikepdf.Pdf) -> None:
    """Refuse drawings that draw themselves, and those that draw others that draw others, ten of each, ten deep."""
    counted: dict[Node, int] = {}
    path: set[Node] = set()

    def drawings(content: bytes, resources: Any) -> int:
        total = 0
        for found in DRAWN.finditer(content):
            for form in _named(resources, f"/{found[1].decode('latin-1')}"):
                total += 1 + inner(form, resources)
                if total > MAX_DRAWINGS:
                    raise Refusal(Why.TOO_COMPLEX)
        return total

    def inner(form: Any, inherited: Any) -> int:
        node = form.objgen
        if node in path:
            raise Refusal(Why.TOO_COMPLEX)
        if node not in counted:
            path.add(node)
            counted[node] = drawings(_content(form), form.get("/Resources", inherited))
            path.remove(node)
        return counted[node]

    for page in pdf.pages:
        drawings(_content(page.obj.get("/Contents")), page.resources)
    for form in pdf.objects:  # those that a note or a field shows, too
        if isinstance(form, pikepdf.Stream) and walk.name_of(form.get("/Subtype")) == "/Form":
            inner(form, pikepdf.Dictionary())


def _named(resources: Any, name: str) -> list[Any]:
    """Return the drawings that a name means here: pictures draw nothing further."""
    found = [
        kind[name]
        for kind in (resources.get(key) for key in ("/XObject", "/Pattern"))
        if isinstance(kind, pikepdf.Dictionary) and name in kind
    ]
    return [
        form
        for form in found
        if isinstance(form, pikepdf.Stream) and walk.name_of(form.get("/Subtype")) != "/Image"
    ]


def _content(drawing: Any) -> bytes:
    parts = list(drawing) if isinstance(drawing, pikepdf.Array) else [drawing]
    streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
    return b"\n".join(_read(stream) for stream in streams)


def _read(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PikepdfError:
        return b""  # what cannot be read is not drawn
