"""Documents that applicants upload, good and bad, made on the spot."""

from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()


def pdf(**root: object) -> bytes:
    """A PDF of one empty page, with these entries in its root."""
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = value
        return saved(made)


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    written = BytesIO()
    made.save(written, **how)
    return written.getvalue()


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 80), **how: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "white").save(written, form, **how)
    return written.getvalue()


def file(content: bytes | None = None, name: str = "certificate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)
