import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from cps_portal.lib import clock
from products import actions, tables
from products.actions.catalogue import COLUMNS, MORE_COLUMNS, CatalogueReport
from products.models import CategoryHint, PointValue, Product
from products.names import folded
from tests.factories import PointValueFactory, ProductFactory

pytestmark = pytest.mark.django_db

HEADING = ",".join(COLUMNS)
R5 = "EOS R5,camera,2020,310,estimate,yes,10 or 12 digits"


def load(*lines: str, at: datetime) -> CatalogueReport:
    file = io.StringIO("\n".join([HEADING, *lines]))
    return actions.load_catalogue(rows=tables.rows(file, columns=COLUMNS), at=at)


def said(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_the_catalogue_comes_with_the_portal() -> None:
    assert said("load_catalogue") == "198 new, 0 changed, 0 unchanged"
    assert Product.objects.registrable().count() == 197
    assert PointValue.objects.filter(source="published").count() == 2


def test_a_second_run_changes_nothing_and_says_so() -> None:
    said("load_catalogue")
    assert said("load_catalogue") == "0 new, 0 changed, 198 unchanged"
    assert PointValue.objects.count() == 198


def test_a_model_counts_from_its_launch(at: datetime) -> None:
    load(R5, at=at)
    product = Product.objects.get()
    assert (product.category, product.launch_year, product.serial_hint) == ("camera", 2020, "10 or 12 digits")
    assert (product.points_on(date(2019, 12, 31)), product.points_on(date(2020, 1, 1))) == (0, 310)


def test_a_changed_value_counts_from_today(at: datetime) -> None:
    load(R5, at=at - timedelta(days=100))
    report = load(R5.replace("310", "400"), at=at)
    product = Product.objects.get()
    assert (report.new, report.changed, report.unchanged) == (0, 1, 0)
    assert product.points_on(at.date() - timedelta(days=1)) == 310
    assert product.points_on(at.date()) == 400


def test_a_value_changed_twice_in_a_day_counts_as_it_stood_last(at: datetime) -> None:
    load(R5, at=at - timedelta(days=100))
    load(R5.replace("310", "400"), at=at)
    load(R5.replace("310", "410"), at=at)
    assert Product.objects.get().points_on(at.date()) == 410
    assert PointValue.objects.count() == 2


def test_other_changed_facts_are_taken_over(at: datetime) -> None:
    load(R5, at=at)
    report = load("EOS R5,cinema,2021,310,estimate,no,12 digits", at=at)
    product = Product.objects.get()
    assert report.changed == 1
    assert (product.category, product.is_registrable, product.serial_hint) == ("cinema", False, "12 digits")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (",camera,2020,310,estimate,yes,", "line 3: the model has no name"),
        (
            "EOS R6,toaster,2020,310,estimate,yes,",
            "line 3: category is “toaster”, not one of camera, lens, cinema, cinema-lens, broadcast-lens, camcorder, "
            "flash, printer, scanner, projector, binoculars, accessory, consumable",
        ),
        ("EOS R6,camera,soon,310,estimate,yes,", "line 3: launch_year is “soon”, not a number"),
        ("EOS R6,camera,2020,-5,estimate,yes,", "line 3: points is “-5”, not a number"),
        ("EOS R6,camera,2020,,estimate,yes,", "line 3: points is “”, not a number"),
        (
            "EOS R6,camera,2020,5,guess,yes,",
            "line 3: points_source is “guess”, not one of published, estimate, none",
        ),
        ("EOS R6,camera,20200,5,none,yes,", "line 3: launch_year is “20200”, not a number"),
        ("E" * 121 + ",camera,2020,5,none,yes,", "line 3: a text has more than 120 letters"),
        ("EOS R6,camera,2020,5,none,maybe,", "line 3: registrable is “maybe”, not one of yes, no"),
        ("EOS R6,camera,2020,5,none,yes,5, 6 digits", "line 3: there are more cells than columns"),
        (R5, "line 3: the model stands in line 2 already"),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_the_others_count(
    at: datetime, line: str, error: str
) -> None:
    report = load(R5, line, at=at)
    assert report.errors == [error]
    assert list(Product.objects.values_list("name", flat=True)) == ["EOS R5"]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="lacks the columns name, category"):
        call_command("load_catalogue", str(other))


def test_a_file_with_bad_rows_ends_with_an_error(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEADING}\n{R5}\nEOS R6,camera,2020,x,none,yes,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 rows could not be read"):
        call_command("load_catalogue", str(bad), stdout=io.StringIO(), stderr=io.StringIO())
    assert Product.objects.count() == 1


def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_catalogue", "/nowhere.csv")


def test_every_model_of_the_legacy_file_but_three_is_in_the_catalogue() -> None:
    said("load_catalogue")
    fixtures = Path(tables.__file__).parent / "fixtures" / "legacy-products.csv"
    with fixtures.open(encoding="utf-8", newline="") as file:
        written = {row["product"] for row in csv.DictReader(file) if row["product"]}
    known = {folded(name) for name in Product.objects.values_list("name", flat=True)}
    assert {name for name in written if folded(name) not in known} == {
        "EF 24-70L",
        "PowerShot SX99",
        "Nikon D850",
    }


# --- announced changes, rehearsals, and the staff page ------------------------------------------------

ANNOUNCED = HEADING + ",points_from"


def load_announced(line: str, at: datetime) -> CatalogueReport:
    file = io.StringIO(f"{ANNOUNCED}\n{line}\n")
    rows = tables.rows(file, columns=COLUMNS, more=MORE_COLUMNS)
    return actions.load_catalogue(rows=rows, at=at)


def test_an_announced_change_counts_from_its_day(at: datetime) -> None:
    load(R5, at=at - timedelta(days=100))
    report = load_announced(R5.replace("310", "400") + ",2026-10-01", at)
    product = Product.objects.get()
    assert report.rows[0].text == "points: 310 → 400 from 2026-10-01"
    assert (product.points_on(date(2026, 9, 30)), product.points_on(date(2026, 10, 1))) == (310, 400)
    assert load_announced(R5.replace("310", "400") + ",2026-10-01", at).unchanged == 1


@pytest.mark.parametrize(
    ("day", "error"),
    [("2026-09-13", "points change from today on only"), ("soon", "not a day like 2026-03-01")],
)
def test_points_do_not_change_in_the_past(at: datetime, day: str, error: str) -> None:
    assert error in load_announced(f"{R5},{day}", at).errors[0]


def test_the_command_can_be_rehearsed() -> None:
    assert said("load_catalogue", "--dry-run") == "198 new, 0 changed, 0 unchanged"
    assert not Product.objects.exists()


def upload(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("catalogue.csv", "\n".join([HEADING, *lines]).encode())


def test_staff_try_a_file_out_and_load_it(as_vera: Client) -> None:
    path = "/admin/products/product/load/"
    lines = [R5, "EOS R6,toaster,2020,310,estimate,yes,"]
    tried = as_vera.post(path, {"file": upload(*lines), "try": ""}).content.decode()
    assert "What would happen" in tried
    assert "category is “toaster”" in tried
    assert not Product.objects.exists()
    loaded = as_vera.post(path, {"file": upload(*lines), "load": ""}).content.decode()
    assert "New: 1. Changed: 0. Unchanged: 0. Refused: 1." in loaded
    assert Product.objects.get().name == "EOS R5"
    assert path in as_vera.get("/admin/products/product/").content.decode()


@pytest.mark.parametrize(
    ("content", "words"), [(b"a,b\n1,2\n", "lacks the columns"), (b"\xff\xfe\x00", "not a CSV file in UTF-8")]
)
def test_what_is_no_catalogue_is_said_on_the_page(as_vera: Client, content: bytes, words: str) -> None:
    file = SimpleUploadedFile("x.csv", content)
    assert words in as_vera.post("/admin/products/product/load/", {"file": file}).content.decode()


def test_who_may_not_change_the_catalogue_does_not_load_one(client: Client, vera: User) -> None:
    vera.is_superuser = False
    vera.save()
    client.force_login(vera)
    assert client.get("/admin/products/product/load/").status_code == 403


@pytest.mark.parametrize(("days", "is_kept"), [(-1, False), (0, True), (30, True)])
def test_staff_change_points_from_today_on_only(as_vera: Client, days: int, is_kept: bool) -> None:
    product = ProductFactory.create(name="EOS R5")
    value = PointValueFactory.create(product=product, points=310)
    day = clock.today() + timedelta(days=days)
    sent = {
        "name": product.name,
        "category": product.category,
        "is_registrable": "on",
        "point_values-TOTAL_FORMS": 2,
        "point_values-INITIAL_FORMS": 1,
        "point_values-0-id": value.pk,
        "point_values-0-product": product.pk,
        "point_values-0-points": 310,
        "point_values-0-source": "estimate",
        "point_values-0-from_on": value.from_on.isoformat(),
        "point_values-1-product": product.pk,
        "point_values-1-points": 400,
        "point_values-1-source": "published",
        "point_values-1-from_on": day.isoformat(),
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }
    response = as_vera.post(f"/admin/products/product/{product.pk}/change/", sent)
    assert (response.status_code == 302) is is_kept
    assert product.point_values.filter(points=400).exists() is is_kept


def test_a_model_without_a_hint_takes_that_of_its_category() -> None:
    CategoryHint.objects.create(category="camera", serial_hint="10 or 12 digits")
    ProductFactory.create(name="EOS R5")
    ProductFactory.create(name="EOS R1", serial_hint="12 digits")
    hints: dict[str, str] = {one.name: one.shape for one in Product.objects.with_hints()}
    assert hints == {"EOS R5": "10 or 12 digits", "EOS R1": "12 digits"}
    assert {product.shape for product in Product.objects.all()} == set(hints.values())
