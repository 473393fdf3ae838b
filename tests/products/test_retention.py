"""What was uploaded about gear goes some time after it has served; what came of it stays."""

import hashlib
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import User
from accounts.uploads import Upload
from cps_portal.lib.errors import DomainError
from products import actions, listing
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS
from products.models import GearFile, LegacyImport, Proof, Registration, Transfer
from tests.factories import PointValueFactory, ProductFactory, RegistrationFactory
from tests.products.lists import as_csv, upload

pytestmark = pytest.mark.django_db
PAPER = Upload("receipt.pdf", "application/pdf", b"a receipt", sha256="a" * 64)
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def r5() -> None:
    product = ProductFactory.create(name="EOS R5", launch_year=2020)
    PointValueFactory.create(product=product, points=310)


@pytest.fixture
def sold(anna: User, at: datetime) -> Registration:
    """Anna's camera with a receipt, sold today."""
    gear = RegistrationFactory.create(company=anna.role.company, ended_at=at, end="sold")
    actions.add_proof(registration=gear, upload=PAPER, by=anna, at=at)
    return gear


def test_a_receipt_goes_90_days_after_the_gear(sold: Registration, as_anna: Client, at: datetime) -> None:
    file = Proof.objects.get().file
    assert actions.delete_outlived_papers(at=at + 90 * DAYS) == 0
    assert actions.delete_outlived_papers(at=at + 91 * DAYS) == 1
    proof = Proof.objects.get()
    assert (proof.file.name, proof.sha256) == ("", PAPER.sha256)
    assert not file.storage.exists(str(file.name))
    assert "receipt.pdf: deleted" in as_anna.get(f"/products/{sold.pk}/").content.decode()
    assert as_anna.get(f"/products/papers/{proof.pk}/").status_code == 404


def test_a_receipt_stays_with_gear_that_is_there(anna: User, at: datetime) -> None:
    gear = RegistrationFactory.create(company=anna.role.company)
    actions.add_proof(registration=gear, upload=PAPER, by=anna, at=at)
    assert actions.delete_outlived_papers(at=at + 3000 * DAYS) == 0


def test_a_receipt_waits_for_our_decision_about_its_serial_number(
    sold: Registration, anna: User, stranger: User, at: datetime
) -> None:
    wanted = RegistrationFactory.create(company=stranger.role.company)
    who = {"given": sold, "wanted": wanted, "asked_by": stranger}
    claim = Transfer.objects.create(
        status="contested", asked_at=at, answer_until=at, serial="0123456789", **who
    )
    assert actions.delete_outlived_papers(at=at + 91 * DAYS) == 0
    actions.decline(claim=claim, reason="No receipt", by=anna, at=at)
    assert actions.delete_outlived_papers(at=at + 91 * DAYS) == 1


def taken(anna: User, at: datetime) -> GearFile:
    content = as_csv(("EOS R5", "012345678901", "2024-01-01", "LV", "Foto"))
    listed = listing.read(upload(content))
    file = actions.take_list(company=anna.role.company, by=anna, name="list.csv", listed=listed, at=at)
    actions.work_off_lists(at=at)
    return file


def test_a_list_forgets_what_was_typed_and_keeps_what_came_of_it(
    anna: User, as_anna: Client, at: datetime
) -> None:
    file = taken(anna, at)
    actions.confirm_list(file=file, at=at)
    actions.work_off_lists(at=at)
    assert actions.delete_outlived_papers(at=at + 90 * DAYS) == 0
    assert actions.delete_outlived_papers(at=at + 91 * DAYS) == 1
    row = file.rows.get()
    assert (row.cells, row.outcome, row.registration) == ([], "complete", Registration.objects.get())
    assert as_anna.get(f"/products/list/{file.pk}/").status_code == 200
    assert actions.delete_outlived_papers(at=at + 92 * DAYS) == 0


def test_a_list_that_nobody_confirmed_goes_as_a_whole(anna: User, at: datetime) -> None:
    taken(anna, at)
    assert actions.delete_outlived_papers(at=at + 91 * DAYS) == 1
    assert not GearFile.objects.exists()


def tried(vera: User, at: datetime) -> LegacyImport:
    batch = actions.upload_import(
        members=ContentFile(",".join(MEMBER_COLUMNS).encode() + b"\n", name="members.csv"),
        products=ContentFile(",".join(PRODUCT_COLUMNS).encode() + b"\n", name="products.csv"),
        by=vera,
        at=at,
    )
    actions.work_on_imports(at=at)
    batch.refresh_from_db()
    return batch


def test_the_old_programmes_files_go_and_their_digests_stay(
    vera: User, as_vera: Client, at: datetime
) -> None:
    batch = tried(vera, at)
    actions.confirm_import(batch=batch)
    actions.work_on_imports(at=at + 30 * DAYS)
    assert actions.delete_outlived_papers(at=at + 119 * DAYS) == 0
    assert actions.delete_outlived_papers(at=at + 121 * DAYS) == 1
    batch.refresh_from_db()
    assert not any([batch.members_file, batch.products_file, batch.report, batch.need_human])
    assert batch.members_sha256 == hashlib.sha256(",".join(MEMBER_COLUMNS).encode() + b"\n").hexdigest()
    page = as_vera.get(f"/admin/products/legacyimport/{batch.pk}/change/").content.decode()
    assert batch.products_sha256 in page


def test_a_trial_whose_files_are_gone_cannot_be_taken_in(vera: User, at: datetime) -> None:
    batch = tried(vera, at)
    actions.delete_outlived_papers(at=at + 91 * DAYS)
    with pytest.raises(DomainError, match="Upload them again"):
        actions.confirm_import(batch=batch)
    batch.refresh_from_db()
    assert (batch.status, batch.may_be_confirmed) == ("rehearsed", False)


def test_an_erased_company_leaves_no_papers_of_its_gear(sold: Registration, anna: User, at: datetime) -> None:
    file = taken(anna, at)
    actions.purge_proofs(company=anna.role.company, at=at)
    proof = Proof.objects.get()
    assert (proof.name, proof.file.name, proof.sha256) == ("", "", PAPER.sha256)
    assert file.rows.get().cells == []
