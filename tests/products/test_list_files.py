"""The files that lists of gear come in: every form and language, and what is refused before it is unpacked."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.uploads import Refused
from products import listing
from tests.products.lists import ENGLISH, LATVIAN, LINES, as_csv, as_xlsx, upload


@pytest.mark.parametrize("heading", [ENGLISH, LATVIAN, ("PRODUCT", "S/N", "date", "country", "shop")])
@pytest.mark.parametrize("form", ["csv", "semicolons", "tabs", "xlsx", "baltic"])
def test_lists_are_read_in_every_form_and_language(heading: tuple[str, ...], form: str) -> None:
    make = {
        "csv": lambda: b"\xef\xbb\xbf" + as_csv(LINES[0], heading=heading),
        "semicolons": lambda: as_csv(LINES[0], heading=heading, separator=";"),
        "tabs": lambda: as_csv(LINES[0], heading=heading, separator="\t"),
        "xlsx": lambda: as_xlsx(LINES[0], heading=heading),
        "baltic": lambda: as_csv(LINES[0], heading=heading, separator=";").decode().encode("cp1257"),
    }
    listed = listing.read(upload(make[form]()))
    assert listing.columns_of(listed.heading) == {
        "model": 0,
        "serial": 1,
        "purchased": 2,
        "country": 3,
        "dealer": 4,
    }
    assert listed.rows == [(2, list(LINES[0]))]


def test_cells_of_a_spreadsheet_are_read_as_their_owner_sees_them() -> None:
    typed = ("EOS R5", 613186091390, datetime(2024, 9, 19, tzinfo=UTC).replace(tzinfo=None), None, 2019.0)
    ((_line, cells),) = listing.read(upload(as_xlsx(typed))).rows
    assert cells == ["EOS R5", "613186091390", "2024-09-19", "", "2019"]


def test_empty_lines_and_columns_of_ones_own_are_left_alone() -> None:
    content = b"\n\nNo,Model,Note\n1,EOS R5,mine\n,,\n2,EOS R6,\n"
    listed = listing.read(upload(content))
    assert [cells[1] for _line, cells in listed.rows] == ["EOS R5", "EOS R6"]
    assert [line for line, _cells in listed.rows] == [4, 6]


def bomb() -> bytes:
    """A spreadsheet whose only sheet unpacks to 200 MB of spaces."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200 * 1024 * 1024)
    return file.getvalue()


def with_entities() -> bytes:
    """A spreadsheet whose XML defines entities."""
    whole = zipfile.ZipFile(io.BytesIO(as_xlsx(LINES[0])))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in whole.namelist():
            text = whole.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + text
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"a,b\n1,2\n", "must name the columns"),
        (b"Model,Dealer\n", "nothing beneath"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be read"),
        (b"%PDF-1.7 something", "must name the columns"),
        (b"PK\x03\x04 no archive", "cannot be read"),
        (bomb(), "unpacks to far more"),
        (with_entities(), "cannot be read"),
        (as_xlsx(LINES[0])[:2000], "cannot be read"),
    ],
    ids=["nothing", "blank", "other", "heading", "picture", "pdf", "zip", "bomb", "entities", "torn"],
)
def test_what_is_no_list_is_refused_kindly(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        listing.read(upload(content))


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_too_many_rows_are_refused(settings: Settings, make: Any) -> None:
    settings.GEAR_FILE_ROWS = 3
    with pytest.raises(Refused, match="more than 3 rows"):
        listing.read(upload(make(*[LINES[0]] * 4)))


def test_too_large_a_file_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refused, match="larger than 1 MB"):
        listing.read(upload(b"Model\n" + b"x" * 1024 * 1024))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LV", "LV"),
        ("lv", "LV"),
        ("Latvia", "LV"),
        ("Latvija", "LV"),
        ("vācija", "DE"),
        ("UK", "GB"),
        ("", ""),
    ],
)
def test_countries_are_named_by_code_or_in_both_languages(text: str, code: str) -> None:
    assert listing.country(text) == code


def test_the_shapes_of_old_exports_are_read_as_a_customers_list() -> None:
    shapes = Path(listing.__file__).parent / "fixtures" / "legacy-products.csv"
    listed = listing.read(upload(shapes.read_bytes()))
    assert listing.columns_of(listed.heading).keys() == listing.HEADINGS.keys()
    assert len(listed.rows) > 200
