"""Pictures of invented papers, as an applicant of the demonstration would photograph them."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (1240, 874)
INK, PAPER, LINE = "#1a1a1a", "#fbfaf5", "#8a8a80"


def certificate(title: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """Draw a certificate with a title and named values, as PNG; the font knows plain Latin letters only."""
    page = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), outline=LINE, width=3)
    pen.text((100, 100), title, font=ImageFont.load_default(size=52), fill=INK)
    pen.line((100, 190, SIZE[0] - 100, 190), fill=LINE, width=2)
    for place, (name, value) in enumerate(rows):
        top = 250 + 90 * place
        pen.text((100, top), name, font=ImageFont.load_default(size=28), fill=LINE)
        pen.text((460, top - 6), value, font=ImageFont.load_default(size=38), fill=INK)
    pen.text((100, SIZE[1] - 130), "SPECIMEN", font=ImageFont.load_default(size=28), fill=LINE)
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()
