"""Imports by staff: tried, taken in by the worker, taken back; unknown models matched once for all rows."""

import io
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from products import actions, tables
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS
from products.actions.legacy.batches import Migrated
from products.actions.legacy.matching import MatchedBefore
from products.models import Alias, LegacyImport, LegacyMember, LegacyProduct, OldAddressProof, Product
from products.tasks import work_on_imports
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

MEMBER = "103892241,cps0@studio.example,SIA Daugava,LV,Silver"
WHOLE = "103892241,EOS R5,613186091390,2023-03-10,LV,CVP"
UNKNOWN = "103892241,R5 camera,613186091391,2023-03-10,LV,CVP"
ADD = "/admin/products/legacyimport/add/"
Status = LegacyImport.Status
Take = Callable[..., LegacyImport]


@pytest.fixture(autouse=True)
def r5(db: None) -> Product:
    return ProductFactory.create(name="EOS R5")


def file(columns: tuple[str, ...], *rows: str) -> "ContentFile[bytes]":
    return ContentFile("\n".join([",".join(columns), *rows, ""]).encode(), name="legacy.csv")


@pytest.fixture
def upload(vera: User, at: datetime) -> Take:
    def upload(*gear: str, member: str = MEMBER) -> LegacyImport:
        return actions.upload_import(
            members=file(MEMBER_COLUMNS, member), products=file(PRODUCT_COLUMNS, *gear), by=vera, at=at
        )

    return upload


@pytest.fixture
def take_in(upload: Take, at: datetime) -> Take:
    """An import that went all the way."""

    def take_in(*gear: str, member: str = MEMBER) -> LegacyImport:
        batch = upload(*gear, member=member)
        actions.work_on_imports(at=at)
        actions.confirm_import(batch=batch)
        actions.work_on_imports(at=at + timedelta(minutes=1))
        batch.refresh_from_db()
        return batch

    return take_in


def test_what_is_uploaded_is_tried_and_changes_nothing(upload: Take, at: datetime) -> None:
    batch = upload(WHOLE, UNKNOWN)
    assert actions.work_on_imports(at=at) == 1
    batch.refresh_from_db()
    assert (batch.status, batch.imported_at) == (Status.REHEARSED, None)
    assert batch.counts == {
        "members": 1,
        "products": 2,
        "imported": 1,
        "need_human": {"unknown_model": 1},
        "duplicates": 0,
        "unchanged": 0,
    }
    assert not LegacyProduct.objects.exists()
    assert actions.work_on_imports(at=at) == 0


def test_what_is_confirmed_is_taken_in(take_in: Take) -> None:
    batch = take_in(WHOLE, UNKNOWN)
    assert batch.status == Status.IMPORTED
    assert LegacyProduct.objects.filter(batch=batch).count() == 2
    assert LegacyMember.objects.get().batch == batch


def test_every_row_is_reported_and_what_needs_a_human_stands_apart(take_in: Take) -> None:
    batch = take_in(WHOLE, UNKNOWN, WHOLE)
    with batch.report.open(), batch.need_human.open():
        report = batch.report.read().decode("utf-8-sig").splitlines()
        (_head, row) = batch.need_human.read().decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in report[1:]] == [
        ["products", "2", "imported"],
        ["products", "3", "needs a human"],
        ["products", "4", "duplicate"],
    ]
    assert row.startswith("products,3,")
    assert row.endswith(UNKNOWN)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "not written in UTF-8"),
        (b"a,b,c\n1,2,3\n", "lacks the columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(vera: User, at: datetime, content: bytes, why: str) -> None:
    batch = actions.upload_import(
        members=ContentFile(content, name="m.csv"), products=file(PRODUCT_COLUMNS), by=vera, at=at
    )
    actions.work_on_imports(at=at)
    batch.refresh_from_db()
    assert batch.status == Status.FAILED
    assert why in batch.error


def test_only_what_was_tried_can_be_confirmed(upload: Take) -> None:
    with pytest.raises(StaleDecision):
        actions.confirm_import(batch=upload(WHOLE))


def test_an_import_is_taken_back_whole(take_in: Take, vera: User, at: datetime) -> None:
    batch = take_in(WHOLE, UNKNOWN)
    actions.undo_import(batch=batch, by=vera, at=at)
    assert not LegacyProduct.objects.exists()
    assert not LegacyMember.objects.exists()
    assert LegacyImport.objects.get().status == Status.UNDONE


def test_what_an_import_changed_is_as_before(take_in: Take, r5: Product, vera: User, at: datetime) -> None:
    take_in(UNKNOWN)
    Alias.objects.create(product=r5, folded="r5camera")
    second = take_in(UNKNOWN, member=MEMBER.replace("cps0", "info"))
    assert LegacyProduct.objects.get().product == r5
    assert LegacyMember.objects.get().email == "info@studio.example"
    actions.undo_import(batch=second, by=vera, at=at)
    gear = LegacyProduct.objects.get()
    assert (gear.product, gear.problem) == (None, "unknown_model")
    assert LegacyMember.objects.get().email == "cps0@studio.example"


def test_an_import_on_which_another_builds_stays(
    take_in: Take, r5: Product, vera: User, at: datetime
) -> None:
    first = take_in(UNKNOWN)
    Alias.objects.create(product=r5, folded="r5camera")
    second = take_in(UNKNOWN)
    with pytest.raises(Migrated, match="later import"):
        actions.undo_import(batch=first, by=vera, at=at)
    first.refresh_from_db()
    actions.undo_import(batch=second, by=vera, at=at)
    actions.undo_import(batch=first, by=vera, at=at)
    assert not LegacyProduct.objects.exists()


def test_an_import_from_which_gear_has_moved_stays(
    take_in: Take, company: Company, anna: User, vera: User, at: datetime
) -> None:
    batch = take_in(WHOLE)
    company.old_cps_email = "cps0@studio.example"
    company.save()
    actions.confirm_old_address(company=company, reason="Letter of 3 May.", by=vera, at=at)
    row = LegacyProduct.objects.get()
    actions.migrate(company=company, chosen=[row.pk], by=anna, at=at)
    with pytest.raises(Migrated, match="moved gear"):
        actions.undo_import(batch=batch, by=vera, at=at)


def test_the_same_file_again_changes_nothing(take_in: Take) -> None:
    first = take_in(WHOLE, UNKNOWN)
    second = take_in(WHOLE, UNKNOWN)
    assert (second.counts["imported"], second.counts["unchanged"]) == (0, 1)
    assert not second.changes.exists()
    assert set(LegacyProduct.objects.values_list("batch", flat=True)) == {first.pk}


# --- matching --------------------------------------------------------------------------------------


def test_a_name_is_matched_once_for_every_row(take_in: Take, r5: Product) -> None:
    take_in(UNKNOWN, UNKNOWN.replace("R5 camera", "Canon r5-camera kit").replace("391", "392"))
    assert actions.match_model(folded="r5camera", product=r5) == 2
    assert list(LegacyProduct.objects.values_list("product", "problem")) == [(r5.pk, "")] * 2
    assert take_in(UNKNOWN.replace("391", "393")).counts["imported"] == 1


def test_a_model_that_cannot_be_registered_still_needs_a_human(take_in: Take) -> None:
    take_in(UNKNOWN)
    paper = ProductFactory.create(name="Photo paper", is_registrable=False)
    actions.match_model(folded="r5camera", product=paper)
    assert LegacyProduct.objects.get().problem == "not_registrable"


def test_a_name_that_means_another_model_is_not_given_a_second_meaning(take_in: Take, r5: Product) -> None:
    Alias.objects.create(product=ProductFactory.create(name="EOS R6"), folded="r5camera")
    with pytest.raises(MatchedBefore, match="EOS R6"):
        actions.match_model(folded="r5camera", product=r5)


def test_what_was_set_aside_does_not_come_back(take_in: Take) -> None:
    take_in(UNKNOWN)
    assert actions.set_aside_model(folded="r5camera") == 1
    assert take_in(UNKNOWN).counts["unchanged"] == 1
    with pytest.raises(StaleDecision):
        actions.set_aside_model(folded="r5camera")


# --- the pages -------------------------------------------------------------------------------------


def test_staff_upload_look_at_the_trial_take_it_in_and_take_it_back(as_vera: Client) -> None:
    files = {
        "members_file": file(MEMBER_COLUMNS, MEMBER),
        "products_file": file(PRODUCT_COLUMNS, WHOLE, UNKNOWN),
    }
    as_vera.post(ADD, files)
    batch = LegacyImport.objects.get()
    address = f"/admin/products/legacyimport/{batch.pk}/change/"
    assert "is being tried" in as_vera.get(address).content.decode()
    work_on_imports()
    page = as_vera.get(address).content.decode()
    assert "the model is not in the catalogue: 1" in page
    report = as_vera.get(f"/admin/products/legacyimport/{batch.pk}/report.csv")
    assert len(report.getvalue().splitlines()) == 3
    as_vera.post(address, {"decision": "confirm"})
    work_on_imports()
    assert LegacyProduct.objects.count() == 2
    as_vera.post(address, {"decision": "undo"})
    assert not LegacyProduct.objects.exists()
    assert "taken back" in as_vera.get("/admin/products/legacyimport/").content.decode()


def test_staff_match_a_name_on_its_page(as_vera: Client, take_in: Take, r5: Product) -> None:
    take_in(UNKNOWN)
    assert "R5 camera" in as_vera.get("/admin/products/legacyproduct/unknown/").content.decode()
    address = "/admin/products/legacyproduct/unknown/match/?name=r5camera"
    page = as_vera.get(address)
    assert page.context["form"].fields["product"].choices[1] == ("Perhaps", [(str(r5.pk), "EOS R5")])
    assert "selected>Choose a model" in page.content.decode()
    done = as_vera.post(address, {"product": r5.pk}, follow=True).content.decode()
    assert "1 row is matched." in done
    assert "No row waits for a model." in done


def test_staff_set_a_name_aside(as_vera: Client, take_in: Take) -> None:
    take_in(UNKNOWN)
    as_vera.post("/admin/products/legacyproduct/unknown/set-aside/?name=r5camera")
    assert LegacyProduct.objects.get().problem == "set_aside"


@pytest.mark.parametrize("path", ["unknown/", "unknown/match/?name=x"])
def test_customers_do_not_match(as_anna: Client, path: str) -> None:
    assert as_anna.get(f"/admin/products/legacyproduct/{path}").status_code in (302, 403, 404)


def test_a_verifier_vouches_for_an_old_address(as_vera: Client, company: Company, vera: User) -> None:
    add = "/admin/products/oldaddressproof/add/"
    refused = as_vera.post(add, {"company": company.pk, "reason": "Letter."}, follow=True)
    assert "no old CPS e-mail address" in refused.content.decode()
    company.old_cps_email = "cps0@studio.example"
    company.save()
    as_vera.post(add, {"company": company.pk, "reason": "Letter of 3 May."})
    proof = OldAddressProof.objects.standing_for(company).get()
    assert (proof.method, proof.decided_by, proof.reason) == ("verifier", vera, "Letter of 3 May.")
    assert as_vera.get(f"/admin/products/oldaddressproof/{proof.pk}/change/").status_code == 200


def test_a_verifiers_word_needs_a_reason(company: Company, vera: User, at: datetime) -> None:
    company.old_cps_email = "cps0@studio.example"
    with pytest.raises(DomainError, match="Write what showed you"):
        actions.confirm_old_address(company=company, reason=" ", by=vera, at=at)


@pytest.mark.parametrize(
    "path", ["legacyimport", "legacychange", "oldaddressproof", "legacyproduct", "legacymember"]
)
def test_staff_see_the_lists(as_vera: Client, take_in: Take, path: str) -> None:
    take_in(UNKNOWN)
    assert as_vera.get(f"/admin/products/{path}/").status_code == 200


# --- size ------------------------------------------------------------------------------------------


def gear_of(number: int) -> io.StringIO:
    rows = [f"103892241,EOS R5,{place:012},2023-03-10,LV,CVP" for place in range(number)]
    return io.StringIO("\n".join([",".join(PRODUCT_COLUMNS), *rows]))


def peak_of(number: int, at: datetime) -> int:
    people, things = io.StringIO("\n".join([",".join(MEMBER_COLUMNS), MEMBER])), gear_of(number)
    tracemalloc.start()
    actions.rehearse_import(
        members=tables.rows(people, columns=MEMBER_COLUMNS),
        products=tables.rows(things, columns=PRODUCT_COLUMNS),
        at=at,
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file(at: datetime) -> None:
    peak_of(10, at)
    assert peak_of(5_000, at) < 1.25 * peak_of(2_000, at)
