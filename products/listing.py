"""A customer's own list of gear: a CSV or XLSX file, read within limits, its columns found by their names."""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries
from openpyxl import load_workbook

from accounts.uploads import File, Refused
from cps_portal.lib.errors import DomainError

ACCEPTED = ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COLUMNS = 40
LONGEST_CELL = 300
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 200
# How the columns may be called, in English and Latvian, without regard to case, dots and spaces.
HEADINGS = {
    "model": {"model", "product", "productname", "modelname", "item", "modelis", "produkts", "nosaukums", "prece"},
    "serial": {"serialnumber", "serial", "serialno", "sn", "serien", "sērijasnumurs", "sērijasnr", "sērija"},
    "purchased": {
        "purchasedate", "dateofpurchase", "purchased", "purchasedon", "date", "bought", "pirkumadatums", "datums",
        "iegādesdatums", "iegādāts", "nopirkts",
    },
    "country": {
        "countryofpurchase", "purchasecountry", "country", "pirkumavalsts", "valsts", "iegādesvalsts",
    },
    "dealer": {
        "dealer", "shop", "seller", "store", "reseller", "vendor", "izplatītājs", "veikals", "pārdevējs",
        "tirgotājs",
    },
}  # fmt: skip
UNREADABLE = (
    BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError, SyntaxError,
    zlib.error, NotImplementedError, RuntimeError, RecursionError,
)  # fmt: skip
Cells = list[str]


@dataclass(frozen=True)
class Listing:
    """The names of the columns as they were written, and the rows beneath with their place in the file."""

    heading: Cells
    rows: list[tuple[int, Cells]]


def read(file: File) -> Listing:
    """Read a list, or refuse it with the reason."""
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("The file is larger than %(size)s MB. Split the list.")
            % {"size": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        )
    if not data.strip():
        raise Refused(_("The file is empty. Choose the list again."))
    lines = _from_xlsx(data) if data.startswith(b"PK\x03\x04") else _from_csv(data)
    heading = next((cells for _place, cells in lines if any(cells)), [])
    while heading and not heading[-1]:
        heading.pop()
    columns_of(heading)
    rows = list(islice(((at, cells) for at, cells in lines if any(cells)), settings.GEAR_FILE_ROWS + 1))
    if len(rows) > settings.GEAR_FILE_ROWS:
        raise Refused(
            _("The list has more than %(number)s rows. Split it.") % {"number": settings.GEAR_FILE_ROWS}
        )
    if not rows:
        raise Refused(_("The list has a first line with names and nothing beneath. Choose the list again."))
    return Listing(heading, [(at, (cells + [""] * len(heading))[: len(heading)]) for at, cells in rows])


def columns_of(heading: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; without one for the model a list means nothing."""
    places: dict[str, int] = {}
    for place, name in enumerate(heading):
        plain = re.sub(r"[\W_]", "", name.casefold())
        for field, names in HEADINGS.items():
            if plain in names:
                places.setdefault(field, place)
    if "model" not in places:
        raise Refused(
            _("The first line must name the columns: model, serial number, purchase date, country, dealer.")
        )
    return places


def _from_csv(data: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1257", errors="replace")  # As spreadsheets on Baltic Windows save it.
    first = text.lstrip().split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    if "\0" in text:
        raise _unreadable()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, _tidy(cells)
    except csv.Error as error:
        raise _unreadable() from error


def _from_xlsx(data: bytes) -> Iterator[tuple[int, Cells]]:
    """Read the first sheet; what unpacks to far more than a list needs is refused before anything is read."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(_("The file unpacks to far more than a list needs. Save it as CSV."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            found = sheet.iter_rows(
                max_row=settings.GEAR_FILE_ROWS + 100, max_col=MOST_COLUMNS, values_only=True
            )
            lines = [(at, _tidy(_said(value) for value in cells)) for at, cells in enumerate(found, 1)]
        finally:
            book.close()
    except UNREADABLE as error:
        raise _unreadable() from error
    return iter(lines)


def _unreadable() -> Refused:
    return Refused(_("The list cannot be read. Save it as XLSX or as CSV and choose it again."))


def _tidy(cells: Iterable[str]) -> Cells:
    return [_bare(" ".join(cell.split()))[:LONGEST_CELL] for cell in islice(cells, MOST_COLUMNS)]


def _bare(cell: str) -> str:
    """Take off the mark that our own lists put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell


def _said(value: Any) -> str:
    """Return a cell as its owner reads it: dates without a time, numbers without a decimal point of their own."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@cache
def _codes_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            codes |= {str(name).casefold(): code for code, name in countries}
    return codes | {
        "uk": "GB",
        "united kingdom": "GB",
        "usa": "US",
        "czech republic": "CZ",
        "the netherlands": "NL",
    }


def country(text: str) -> str:
    """Return the code of a country that is named by its code or in one of the portal's languages."""
    if not text:
        return ""
    code = text.upper() if len(text) == 2 and countries.name(text.upper()) else ""
    if found := code or _codes_by_name().get(text.casefold()):
        return found
    raise DomainError(_("“%(text)s” is no country. Write its name or its two letters.") % {"text": text})
