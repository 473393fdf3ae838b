"""Lists of gear as customers make them."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

LINES = [
    ("EOS R5", "6131 86091390", "19.09.2024", "LV", "Foto Mājas"),
    ("Canon EOS R5 (body)", "613186091391", "2023", "Latvija", "unknown"),
    ("RF 50mm F1.2 L USM", "12345", "", "", ""),
    ("EOS R5 Mk", "222222", "2024", "LV", "CVP"),
    ("EOS R5", "613186091390", "2024", "LV", "CVP"),
    ("EOS R5", "4549292157338", "2013", "LV", "CVP"),
    ("EOS R5", "12/34", "2024", "LV", "CVP"),
    ("EOS R5", "333333", "31.2.2020", "LV", "CVP"),
    ("EOS R5", "444444", "2024", "Atlantis", "CVP"),
    ("", "555555", "2024", "LV", "CVP"),
]
ENGLISH = ("Model", "Serial number", "Purchase date", "Country of purchase", "Dealer")
LATVIAN = ("Modelis", "Sērijas numurs", "Pirkuma datums", "Pirkuma valsts", "Izplatītājs")


def as_csv(*lines: tuple[str, ...], heading: tuple[str, ...] = ENGLISH, separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([heading, *lines])
    return text.getvalue().encode()


def as_xlsx(*lines: tuple[Any, ...], heading: tuple[str, ...] = ENGLISH) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (heading, *lines):
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(content: bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
