import io
import json
from datetime import date, datetime

import pytest
from django.core.management import call_command

from products import actions, tables
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS, ImportReport
from products.models import Alias, LegacyImport, LegacyMember, LegacyProduct, Product
from subscriptions.models import ReservedNumber
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

MEMBER = "103892241, Cps0@DaugavaPixel.example ,SIA Daugava,LV,Silver"
GEAR = "103892241,Canon EOS R5 (body),6131 86091390 (UT0912),2023-03-10,lv,CVP"


@pytest.fixture(autouse=True)
def r5(db: None) -> Product:
    return ProductFactory.create(name="EOS R5")


def run(*gear: str, members: tuple[str, ...] = (MEMBER,), at: datetime) -> tuple[ImportReport, list[str]]:
    notes: list[str] = []
    people = io.StringIO("\n".join([",".join(MEMBER_COLUMNS), *members]))
    things = io.StringIO("\n".join([",".join(PRODUCT_COLUMNS), *gear]))
    report = actions.import_legacy(
        members=tables.rows(people, columns=MEMBER_COLUMNS),
        products=tables.rows(things, columns=PRODUCT_COLUMNS),
        at=at,
        note=lambda remark: notes.append(str(remark)) if remark.text else None,
    )
    return report, notes


def counts(*options: str) -> dict[str, object]:
    out = io.StringIO()
    call_command("import_legacy", "--json", *options, stdout=out)
    last: dict[str, object] = json.loads(out.getvalue().strip().splitlines()[-1])
    return last


def test_a_row_is_read_however_it_is_written(at: datetime, r5: Product) -> None:
    run(GEAR, at=at)
    member, gear = LegacyMember.objects.get(), LegacyProduct.objects.get()
    assert member.email == "cps0@daugavapixel.example"
    assert (gear.member, gear.product, gear.serial) == (member, r5, "613186091390")
    assert (gear.purchased_on, gear.purchase_precision) == (date(2023, 3, 10), "day")
    assert (gear.country, gear.dealer, gear.problem) == ("LV", "CVP", "")


def test_the_row_is_kept_as_it_was(at: datetime) -> None:
    run(GEAR, at=at)
    assert LegacyProduct.objects.get().raw["serial_number"] == "6131 86091390 (UT0912)"


@pytest.mark.parametrize(
    ("gear", "problem"),
    [
        ("103892241,EF 24-70L,23980266,2011,LV,CVP", "unknown_model"),
        ("103892241,Nikon D850,070633089640,2011,LV,CVP", "unknown_model"),
        ("103892241,,6493665787,2019,LV,CVP", "no_model"),
        ("999999999,EOS R5,6493665787,2019,LV,CVP", "unknown_member"),
        (",EOS R5,6493665787,2019,LV,CVP", "unknown_member"),
        ("103892241,Photo paper,6493665787,2019,LV,CVP", "not_registrable"),
        ("103892241,EOS R5,6493665787,2019,LV,Foto, Mājas", "broken_row"),
    ],
)
def test_what_needs_a_human_is_kept_with_its_reason(at: datetime, gear: str, problem: str) -> None:
    ProductFactory.create(name="Photo paper", is_registrable=False)
    report, notes = run(gear, at=at)
    assert report.need_human == {problem: 1}
    assert LegacyProduct.objects.get().problem == problem
    assert notes[0].startswith("products, line 2: ")


@pytest.mark.parametrize(
    ("gear", "note"),
    [
        ("103892241,EOS R5,123,2019,LV,CVP", "products, line 2: serial number “123” left out"),
        ("103892241,EOS R5,12345,32.1.2019,LV,CVP", "products, line 2: purchase date “32.1.2019” left out"),
        ("103892241,EOS R5,12345,2019,XX,CVP", "products, line 2: country “XX” left out"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(at: datetime, gear: str, note: str) -> None:
    report, notes = run(gear, at=at)
    assert (report.imported, notes) == (1, [note])
    assert len(LegacyProduct.objects.get().missing) == 1


def test_the_same_row_in_another_spelling_is_a_duplicate(at: datetime) -> None:
    report, notes = run(GEAR, "103892241,EOS R5,613186091390,2023-03-10,LV,cvp", at=at)
    assert (report.imported, report.duplicates) == (1, 1)
    assert notes == ["products, line 3: the same row stands further up"]


def test_the_second_run_changes_nothing(at: datetime) -> None:
    run(GEAR, at=at)
    report, _notes = run(GEAR, at=at)
    assert (report.imported, report.unchanged) == (0, 1)
    assert LegacyProduct.objects.count() == 1
    assert LegacyImport.objects.count() == 1


def test_an_alias_lets_the_next_run_read_what_needed_a_human(at: datetime, r5: Product) -> None:
    gear = "103892241,R5 camera,12345,2019,LV,CVP"
    run(gear, at=at)
    Alias.objects.create(product=r5, folded="r5camera")
    report, _notes = run(gear, at=at)
    assert (report.imported, report.need_human) == (1, {})
    assert LegacyProduct.objects.get().product == r5


def test_what_staff_have_matched_is_not_touched_again(at: datetime, r5: Product) -> None:
    gear = "103892241,R5 camera,12345,2019,LV,CVP"
    run(gear, at=at)
    LegacyProduct.objects.update(product=r5, problem="")
    report, _notes = run(gear, at=at)
    assert report.unchanged == 1
    assert LegacyProduct.objects.get().product == r5


def test_a_member_who_moved_has_the_new_address(at: datetime) -> None:
    run(at=at)
    run(members=(MEMBER.replace("Cps0", "info"),), at=at)
    assert LegacyMember.objects.get().email == "info@daugavapixel.example"


@pytest.mark.parametrize(
    "member", ["12345,a@b.example,,LV,Red", "103892241,nobody,,LV,Red", ",a@b.example,,,"]
)
def test_a_member_who_cannot_be_read_is_said(at: datetime, member: str) -> None:
    report, notes = run(members=(member,), at=at)
    assert report.members == 1
    assert notes[0].startswith("members, line 2: “")
    assert not LegacyMember.objects.exists()


def test_old_numbers_are_kept_from_being_drawn(at: datetime) -> None:
    run(at=at)
    assert ReservedNumber.objects.filter(pk="103892241").exists()


def test_the_files_that_come_with_the_portal() -> None:
    call_command("load_catalogue", stdout=io.StringIO())
    first = counts()
    assert first == {
        "members": 60,
        "products": 361,
        "imported": 340,
        "need_human": {"unknown_model": 15, "no_model": 5},
        "duplicates": 1,
        "unchanged": 0,
    }
    assert counts() == first | {"imported": 0, "unchanged": 340}
    assert LegacyProduct.objects.count() == 360


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    call_command("load_catalogue", stdout=io.StringIO())
    rehearsed = counts("--dry-run")
    assert not LegacyMember.objects.exists()
    assert not LegacyProduct.objects.exists()
    assert rehearsed == counts()


def test_the_counts_in_words() -> None:
    out = io.StringIO()
    call_command("import_legacy", stdout=out)
    assert out.getvalue().strip().splitlines()[-1].startswith("60 members, 361 products: ")
