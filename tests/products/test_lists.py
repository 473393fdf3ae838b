"""A list of one's own gear as CSV or XLSX: rehearsed, confirmed, registered, and corrected where it has to be."""

import csv
import io
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company, User
from cps_portal.lib.errors import StaleDecision
from points.models import Balance
from products import actions, listing, tasks
from products.models import GearFile, GearFileRow, Product, Registration
from tests.factories import PointValueFactory, ProductFactory, RegistrationFactory
from tests.products.lists import ENGLISH, LINES, as_csv, as_xlsx, upload
from tests.sizes import size

OUTCOMES = ["complete", "complete", "unfinished", "failed", "failed", "complete", *["failed"] * 4]


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def catalogue(db: None) -> list[Product]:
    models = [
        ProductFactory.create(name="EOS R5", launch_year=2020, serial_hint="10 or 12 digits"),
        ProductFactory.create(name="RF 50mm F1.2 L USM", category="lens", launch_year=2018),
    ]
    for product, points in zip(models, (310, 175), strict=True):
        PointValueFactory.create(product=product, points=points)
    return models


def take(anna: User, content: bytes, at: datetime) -> GearFile:
    file = actions.take_list(
        company=anna.role.company, by=anna, name="list.csv", listed=listing.read(upload(content)), at=at
    )
    actions.work_off_lists(at=at)
    file.refresh_from_db()
    return file


def register(file: GearFile, at: datetime) -> GearFile:
    actions.confirm_list(file=file, at=at)
    actions.work_off_lists(at=at)
    file.refresh_from_db()
    return file


def outcomes(file: GearFile) -> list[str]:
    return list(file.rows.order_by("line").values_list("outcome", flat=True))


# --- rehearsal and reality -------------------------------------------------------------------------


def test_the_rehearsal_says_what_would_happen_and_leaves_nothing(
    anna: User, company: Company, at: datetime
) -> None:
    file = take(anna, as_csv(*LINES), at)
    assert (file.state, outcomes(file)) == (GearFile.State.CHECKED, OUTCOMES)
    assert not Registration.objects.exists()
    assert Balance.objects.points_of(company) == 0


def test_what_is_registered_is_what_was_rehearsed(anna: User, company: Company, at: datetime) -> None:
    file = take(anna, as_csv(*LINES), at)
    rehearsed = list(file.rows.values_list("line", "outcome", "message", "points"))
    file = register(file, at)
    assert list(file.rows.values_list("line", "outcome", "message", "points")) == rehearsed
    assert file.state == GearFile.State.DONE
    assert Registration.objects.count() == 4
    assert Balance.objects.points_of(company) == 3 * 310
    assert not Balance.objects.differing().exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (4, "To add: purchase date, country of purchase, dealer"),
        (5, "“EOS R5 Mk” is not in the catalogue. Perhaps you mean: EOS R5"),
        (6, "The same product stands in line 2 of the list."),
        (7, "probably the barcode of the box"),
        (7, "This model came out in 2020."),
        (8, "A serial number has 5 to 20 letters or digits."),
        (9, "Write the date as 19 September 2024"),
        (10, "“Atlantis” is no country."),
        (11, "The row names no model."),
    ],
)
def test_each_row_says_what_is_the_matter(anna: User, at: datetime, line: int, message: str) -> None:
    assert message in take(anna, as_csv(*LINES), at).rows.get(line=line).message


def test_the_same_list_again_changes_nothing(anna: User, company: Company, at: datetime) -> None:
    register(take(anna, as_csv(*LINES), at), at)
    other_order = [line[::-1] for line in LINES]
    again = register(take(anna, as_csv(*other_order, heading=ENGLISH[::-1]), at), at)
    assert set(outcomes(again)) == {"unchanged", "failed"}
    assert Registration.objects.count() == 4
    assert Balance.objects.points_of(company) == 930


def test_two_lenses_without_serial_are_two_and_stay_two(anna: User, at: datetime) -> None:
    lens = ("RF 50mm F1.2 L USM", "", "2024", "LV", "CVP")
    for _upload in range(2):
        register(take(anna, as_csv(lens, lens), at), at)
    assert Registration.objects.count() == 2


def test_what_was_typed_in_before_is_not_registered_twice(
    anna: User, company: Company, catalogue: list[Product], at: datetime
) -> None:
    RegistrationFactory.create(company=company, product=catalogue[0], serial="613186091390")
    file = take(anna, as_csv(LINES[0]), at)
    assert outcomes(file) == ["unchanged"]


def test_what_another_company_has_is_refused_and_nobody_is_named(
    anna: User, stranger: User, catalogue: list[Product], at: datetime
) -> None:
    RegistrationFactory.create(company=stranger.role.company, product=catalogue[0], serial="613186091390")
    row = take(anna, as_csv(LINES[0]), at).rows.get()
    assert row.outcome == "failed"
    assert stranger.role.company.legal_name not in row.message


def test_what_a_broken_row_stops_goes_on_where_it_stood(anna: User, company: Company, at: datetime) -> None:
    lines = [("EOS R5", f"61318609{n:04}", "2024", "LV", "CVP") for n in range(60)]
    file = take(anna, as_csv(*lines), at)
    broken = file.rows.get(line=56)
    cells = broken.cells
    file.rows.filter(pk=broken.pk).update(cells=[])
    actions.confirm_list(file=file, at=at)
    other = take(anna, as_csv(LINES[2]), at)
    assert (Registration.objects.count(), other.state) == (50, GearFile.State.CHECKED)
    file.rows.filter(pk=broken.pk).update(cells=cells)
    actions.work_off_lists(at=at)
    assert Registration.objects.count() == 60
    assert Balance.objects.points_of(company) == 60 * 310


def test_a_list_is_confirmed_once(anna: User, at: datetime) -> None:
    file = take(anna, as_csv(LINES[0]), at)
    actions.confirm_list(file=file, at=at)
    with pytest.raises(StaleDecision, match="worked off already"):
        actions.confirm_list(file=file, at=at)


def test_a_long_list_is_worked_off_to_its_end(anna: User, company: Company, at: datetime) -> None:
    """`make chaos` takes 10,000 rows."""
    number = size("TEST_ROWS")
    lines = [("EOS R5", f"6131{n:08}", "2024", "LV", "unknown") for n in range(number)]
    file = register(take(anna, as_xlsx(*lines), at), at)
    assert (file.state, set(outcomes(file))) == (GearFile.State.DONE, {"complete"})
    assert Balance.objects.points_of(company) == 310 * number


# --- the pages -------------------------------------------------------------------------------------


def test_a_list_goes_from_upload_to_registered(as_anna: Client, company: Company) -> None:
    answer = as_anna.post("/products/list/", {"file": upload(as_csv(*LINES), "Mūsu saraksts.csv")})
    path = answer["Location"]
    waiting = text_of(as_anna.get(path))
    assert "<progress" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "0 of 10 rows" in waiting
    tasks.work_off_lists()
    checked = text_of(as_anna.get(path))
    assert "Register 4 products" in checked
    assert "Perhaps you mean: EOS R5" in checked
    assert "<progress" not in checked
    as_anna.post(f"{path}confirm/")
    tasks.work_off_lists()
    assert "Points that it brought</dt><dd>930" in text_of(as_anna.get(path))
    assert Balance.objects.points_of(company) == 930


def test_failed_rows_come_back_as_a_list_that_can_be_corrected(
    as_anna: Client, anna: User, at: datetime
) -> None:
    strange = ("EOS R5", "12/34", "2024", "LV", "=Foto")
    file = take(anna, as_csv(LINES[0], strange), at)
    content = as_anna.get(f"/products/list/{file.pk}/failed.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == [*ENGLISH, "What is wrong"]
    assert rows[1][4:] == [
        "'=Foto",
        "A serial number has 5 to 20 letters or digits. Look at the product again.",
    ]
    corrected = content.replace("12/34", "123456")
    again = register(take(anna, corrected.encode(), at), at)
    assert outcomes(again) == ["complete"]
    assert Registration.objects.get().dealer == "=Foto"


def test_rows_are_shown_by_outcome_and_page_by_page(
    as_anna: Client, anna: User, company: Company, at: datetime, django_assert_max_num_queries: Any
) -> None:
    file = GearFile.objects.create(
        company=company,
        by=anna,
        name="list.csv",
        heading=["Model"],
        total=106,
        uploaded_at=at,
        state="checked",
    )
    outcomes = ["complete"] * 105 + ["failed"]
    GearFileRow.objects.bulk_create(
        GearFileRow(file=file, line=line, cells=["EOS R5"], key=uuid.uuid4(), outcome=outcome)
        for line, outcome in enumerate(outcomes, 2)
    )
    path = f"/products/list/{file.pk}/"
    with django_assert_max_num_queries(8):
        first = as_anna.get(path).context
    assert (len(first["rows"]), first["next"]) == (100, 101)
    assert [row.line for row in as_anna.get(path, {"after": 101}).context["rows"]] == list(range(102, 108))
    assert [row.line for row in as_anna.get(path, {"show": "failed"}).context["rows"]] == [107]


def test_what_is_wrong_with_a_file_stands_beside_the_field(as_anna: Client) -> None:
    assert "Choose the file with your list." in text_of(as_anna.post("/products/list/"))
    page = text_of(as_anna.post("/products/list/", {"file": upload(b"a,b\n1,2\n")}))
    assert 'id="file-error"' in page
    assert not GearFile.objects.exists()


def test_the_example_can_be_uploaded_as_it_is(as_anna: Client) -> None:
    content = as_anna.get("/products/list/sample.csv").content
    assert list(listing.columns_of(listing.read(upload(content)).heading)) == list(listing.HEADINGS)


@pytest.mark.parametrize("path", ["", "failed.csv"])
def test_lists_of_others_are_not_there(
    client: Client, anna: User, stranger: User, at: datetime, path: str
) -> None:
    file = take(anna, as_csv(LINES[0]), at)
    client.force_login(stranger)
    assert client.get(f"/products/list/{file.pk}/{path}").status_code == 404
    assert client.post(f"/products/list/{file.pk}/confirm/").status_code == 404


def test_messages_are_in_the_language_of_the_person(anna: User, at: datetime) -> None:
    anna.language = "lv"
    anna.save()
    assert "Rindā nav norādīts modelis." in take(anna, as_csv(LINES[-1]), at).rows.get().message
