"""Pictures are drawn anew: pixels survive, metadata and whatever hides behind them do not."""

import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.inspection.verdicts import HEIC, JPEG, PNG, Refusal, Safe, Why

MAX_PIXELS = 64_000_000
LONGEST_SIDE = 4_000
# A drawing larger than this is a photograph that was saved as PNG.
LARGEST_PNG_BYTES = 10 * 1024 * 1024


def redrawn(data: bytes, kind: str) -> Safe:
    if kind == HEIC:
        from pillow_heif import register_heif_opener  # noqa: PLC0415  (slow to load, and seldom needed)

        register_heif_opener()
    forms = {JPEG: ["JPEG"], PNG: ["PNG"], HEIC: ["HEIF"]}[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=forms) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Refusal(Why.TOO_MANY_PIXELS)
                return _saved(_drawn(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Refusal(Why.TOO_MANY_PIXELS) from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise Refusal(Why.BROKEN_PICTURE) from error


def _drawn(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    whole = picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA")
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(whole)
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return paper


def _saved(paper: Image.Image, kind: str) -> Safe:
    if kind == PNG:
        drawing = BytesIO()
        paper.save(drawing, "PNG")
        if drawing.tell() <= LARGEST_PNG_BYTES:
            return Safe(PNG, drawing.getvalue())
    photograph = BytesIO()
    paper.save(photograph, "JPEG", quality=88)
    return Safe(JPEG, photograph.getvalue())
