import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from products import actions, tables
from products.actions.catalogue import COLUMNS, CatalogueReport
from products.models import PointValue, Product
from products.names import folded

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
