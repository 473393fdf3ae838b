"""Pictures that are too much, broken, or carry something else along."""

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO

from PIL import Image, PngImagePlugin
from PIL.ExifTags import Base

from tests.accounts import papers
from tests.accounts.hostile.files import HTML, zipped
from tests.accounts.hostile.kinds import Hostile, harmless, refused

BROKEN = "The picture cannot be opened"
PIXELS = "too many pixels"
PHP = b"<?php system('id'); ?>"


def chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def rows_of_zeros(size: int) -> Iterator[bytes]:
    """Compress so many zeros without ever holding them."""
    squeeze = zlib.compressobj(9)
    while size > 0:
        yield squeeze.compress(bytes(min(size, 1_000_000)))
        size -= 1_000_000
    yield squeeze.flush()


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 0, more: bytes = b"", full: bool = True
) -> bytes:
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = 1 + (width * channels * depth + 7) // 8
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = b"".join(rows_of_zeros(row * height)) if full else zlib.compress(bytes(100))
    palette = chunk(b"PLTE", bytes(6)) if colour == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + palette
        + more
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def jpeg_of(width: int, height: int) -> bytes:
    """A small JPEG that claims to be of another size."""
    data = bytearray(papers.picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def heic_of(width: int, height: int) -> bytes:
    data = bytearray(papers.picture("HEIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", width, height)
    return bytes(data)


def commented(comment: bytes) -> bytes:
    data = papers.picture("JPEG", (61, 80))
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:]


def with_exif(form: str, words: str) -> bytes:
    exif = Image.Exif()
    exif[Base.ImageDescription] = words
    exif.get_ifd(Base.GPSInfo)[2] = (56.0, 57.0, 9.0)
    return papers.picture(form, (62, 80), exif=exif)


def told(words: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", words)
    return papers.picture("PNG", (63, 80), pnginfo=info)


def film() -> bytes:
    written = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("white", "red")]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    return written.getvalue()


def two_in_one() -> bytes:
    written = BytesIO()
    frames = [Image.new("RGB", (48, 40), colour) for colour in ("white", "red")]
    frames[0].save(written, "MPO", save_all=True, append_images=frames[1:])
    return written.getvalue()


def cut(form: str, part: float, size: tuple[int, int] = (300, 200)) -> bytes:
    whole = papers.picture(form, size)
    return whole[: int(len(whole) * part)]


PICTURES: list[Hostile] = [
    *(refused(f"cut {part:.0%}.jpg", partial(cut, "JPEG", part), BROKEN) for part in (0.05, 0.2, 0.5, 0.8)),
    *(refused(f"cut {part:.0%}.png", partial(cut, "PNG", part), BROKEN) for part in (0.05, 0.2, 0.6)),
    *(refused(f"cut {part:.0%}.heic", partial(cut, "HEIF", part), BROKEN) for part in (0.1, 0.5, 0.8)),
    refused("beginning.jpg", b"\xff\xd8\xff" + HTML, BROKEN),
    refused("beginning.png", b"\x89PNG\r\n\x1a\n" + HTML, BROKEN),
    refused("beginning.heic", b"\x00\x00\x00\x18ftypheic" + HTML, BROKEN),
    refused("beginning.mif1.heic", b"\x00\x00\x00\x18ftypmif1" + PHP, BROKEN),
    refused("beginning.msf1.heic", b"\x00\x00\x00\x18ftypmsf1" + bytes(500), BROKEN),
    refused("markers only.jpg", b"\xff\xd8" + b"\xff" * 5000, BROKEN),
    refused("no pixels.jpg", lambda: jpeg_of(0, 0), BROKEN),
    refused("65500 square.jpg", lambda: jpeg_of(65500, 65500), PIXELS),
    refused("9000 square.jpg", lambda: jpeg_of(9000, 9000), PIXELS),
    refused("wide.jpg", lambda: jpeg_of(65500, 1200), PIXELS),
    refused("no pixels.png", lambda: png(0, 0), BROKEN),
    refused("9000 square.png", lambda: png(9000, 9000), PIXELS),
    refused("20000 square.png", lambda: png(20000, 20000, depth=1), PIXELS),
    refused("wide.png", lambda: png(1_000_000, 100, depth=1), PIXELS),
    refused("high.png", lambda: png(100, 1_000_000, depth=1), PIXELS),
    refused("two milliard.png", lambda: png(2**31 - 1, 2**31 - 1, full=False), PIXELS),
    refused("claims more.png", lambda: png(7000, 7000, full=False), BROKEN),
    refused("head only.png", png(10, 10)[:33], BROKEN),
    refused("end only.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), BROKEN),
    refused("wrong sum.png", png(10, 11).replace(b"IHDR", b"IHDR\x00", 1), BROKEN),
    refused(
        "text bomb.png",
        lambda: png(12, 10, more=chunk(b"zTXt", b"Comment\0\0" + b"".join(rows_of_zeros(50_000_000)))),
        BROKEN,
    ),
    refused("65500 square.heic", lambda: heic_of(65500, 65500), BROKEN),
    refused(
        "colour bomb.png",
        lambda: png(13, 10, more=chunk(b"iCCP", b"p\0\0" + b"".join(rows_of_zeros(9_000_000)))),
        BROKEN,
    ),
    harmless("php comment.jpg", lambda: commented(PHP), PHP, b"<?php"),
    harmless("html comment.jpg", lambda: commented(HTML), b"<script"),
    harmless("phar.jpg", lambda: commented(b"<?php __HALT_COMPILER(); ?>" + bytes(40)), b"__HALT_COMPILER"),
    harmless("js comment.jpg", lambda: commented(b"*/=alert(1)/*" + bytes(20)), b"alert"),
    harmless("exif.jpg", lambda: with_exif("JPEG", "<script>alert(1)</script>"), b"<script", b"Exif"),
    harmless("exif.png", lambda: with_exif("PNG", "<svg onload=alert(1)>"), b"onload", b"eXIf"),
    harmless("exif.heic", lambda: with_exif("HEIF", "<?php evil();"), b"evil", b"Exif"),
    harmless("words.png", lambda: told("<script>alert(1)</script>"), b"<script", b"tEXt"),
    harmless("zip behind.jpg", lambda: papers.picture() + zipped(evil_js=b"alert(1)"), b"PK\x03\x04"),
    harmless("html behind.jpg", lambda: papers.picture() + HTML, b"<script"),
    harmless("php behind.png", lambda: papers.picture("PNG") + PHP, b"<?php"),
    harmless("program behind.png", lambda: papers.picture("PNG") + b"MZ\x90\x00" + bytes(90), b"MZ\x90\x00"),
    harmless("pdf behind.jpg", lambda: papers.picture() + papers.pdf(), b"%PDF-"),
    harmless("film.png", film, b"acTL", b"fdAT"),
    harmless("two in one.jpg", two_in_one, b"MPF"),
]
