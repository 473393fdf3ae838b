"""What was typed wrong is put right: the history keeps what stood there, the points follow by paired entries."""

import uuid
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.models import User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Entry
from products import actions
from products.actions import Details
from products.dates import DAY, MONTH, PartialDate
from products.models import PointValue, Product, Proof, Registration
from tests.factories import PointValueFactory, ProductFactory

WHOLE = Details("613186091390", PartialDate(date(2024, 9, 19), DAY), "LV", "Foto Mājas")


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def r5(db: None) -> Product:
    product = ProductFactory.create(name="EOS R5", launch_year=2020)
    PointValueFactory.create(product=product, points=310)
    return product


@pytest.fixture
def r5_ii(db: None) -> Product:
    product = ProductFactory.create(name="EOS R5 Mark II")
    PointValueFactory.create(product=product, points=335)
    return product


@pytest.fixture
def camera(anna: User, r5: Product, at: datetime) -> Registration:
    """Anna's EOS R5, complete."""
    return actions.register(
        company=anna.role.company, by=anna, product=r5, details=WHOLE, key=uuid.uuid4(), at=at
    )


def correct(camera: Registration, by: User, at: datetime, **changed: Any) -> Registration:
    facts: dict[str, Any] = {"product": camera.product, "details": WHOLE, "seen": camera.last_event} | changed
    return actions.correct(registration=camera, by=by, at=at, **facts)


def total(person: User) -> int:
    return Balance.objects.points_of(person.role.company)


def test_another_model_brings_its_own_points_by_paired_entries(
    camera: Registration, anna: User, r5_ii: Product, at: datetime
) -> None:
    later = at + timedelta(days=3)
    corrected = correct(camera, anna, later, product=r5_ii)
    assert (corrected.product, corrected.points, total(anna)) == (r5_ii, 335, 335)
    assert list(Entry.objects.values_list("amount", flat=True)) == [310, -310, 335]
    assert Entry.objects.get(amount=-310).cause == "EOS R5, serial number 613186091390, was the wrong model."


def test_the_points_are_those_of_the_day_of_registration(
    camera: Registration, anna: User, r5_ii: Product, at: datetime
) -> None:
    later = at + timedelta(days=30)
    PointValue.objects.create(product=r5_ii, points=999, source="published", from_on=later.date())
    assert correct(camera, anna, later, product=r5_ii).points == 335


def test_there_and_back_again_ends_where_it_began(
    camera: Registration, anna: User, r5: Product, r5_ii: Product, at: datetime
) -> None:
    correct(camera, anna, at, product=r5_ii)
    camera.refresh_from_db()
    back = correct(camera, anna, at, product=r5)
    assert total(anna) == 310
    actions.end(registration=back, reason="sold", by=anna, at=at)
    assert total(anna) == 0
    assert not Balance.objects.differing().exists()


def test_a_model_without_points_takes_them_away_and_brings_them_back(
    camera: Registration, anna: User, r5: Product, at: datetime
) -> None:
    grip = ProductFactory.create(name="Battery Grip BG-R10", category="accessory")
    correct(camera, anna, at, product=grip)
    assert total(anna) == 0
    camera.refresh_from_db()
    correct(camera, anna, at, product=r5)
    assert total(anna) == 310


def test_another_serial_moves_no_points_and_stays_in_the_history(
    camera: Registration, anna: User, at: datetime
) -> None:
    typed = Details("613186091391", PartialDate(date(2024, 9, 1), MONTH), "LV", "Foto Mājas")
    corrected = correct(camera, anna, at + timedelta(days=1), details=typed)
    assert (corrected.serial, corrected.completed_at) == ("613186091391", at)
    assert Entry.objects.count() == 1
    assert corrected.events.get().said == (
        "Corrected: serial number 613186091390 → 613186091391; purchase date 19 September 2024 → September 2024"
    )


def test_a_correction_that_changes_nothing_leaves_no_trace(
    camera: Registration, anna: User, at: datetime
) -> None:
    correct(camera, anna, at)
    assert not camera.events.exists()


def test_the_same_correction_twice_counts_once(
    camera: Registration, anna: User, r5_ii: Product, at: datetime
) -> None:
    for _click in range(2):
        correct(camera, anna, at, product=r5_ii, seen=0)
    assert (total(anna), camera.events.count()) == (335, 1)


def test_what_somebody_corrected_meanwhile_is_not_overwritten(
    camera: Registration, anna: User, r5_ii: Product, at: datetime
) -> None:
    correct(camera, anna, at, product=r5_ii)
    with pytest.raises(StaleDecision, match="corrected this already"):
        correct(camera, anna, at, details=Details("222222"), seen=0)


def test_a_number_that_is_taken_is_refused(
    camera: Registration, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    other = Details("222222", WHOLE.purchased, "DE", "CVP")
    actions.register(
        company=stranger.role.company, by=stranger, product=r5, details=other, key=uuid.uuid4(), at=at
    )
    with pytest.raises(actions.SerialTaken):
        correct(camera, anna, at, details=Details("222222"))
    assert total(anna) == 310


def test_the_last_missing_thing_may_come_with_a_correction(anna: User, r5: Product, at: datetime) -> None:
    unfinished = actions.register(
        company=anna.role.company, by=anna, product=r5, details=Details("111111"), key=uuid.uuid4(), at=at
    )
    assert correct(unfinished, anna, at).is_complete
    assert total(anna) == 310


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_the_form_begins_with_what_stands_there_and_saving_it_changes_nothing(
    client: Client, camera: Registration, anna: User, language: str
) -> None:
    Registration.objects.update(purchase_precision="month", purchased_on=date(2024, 9, 1))
    client.force_login(anna)
    client.cookies["django_language"] = language
    form = client.get(f"/products/{camera.pk}/correct/").context["form"]
    with translation.override(language):
        sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(f"/products/{camera.pk}/correct/", sent).status_code == 302
    assert not camera.events.exists()


def test_what_is_known_cannot_be_emptied(client: Client, camera: Registration, anna: User) -> None:
    client.force_login(anna)
    sent = {"product": camera.product_id, "serial": "", "seen": 0}
    form = client.post(f"/products/{camera.pk}/correct/", sent).context["form"]
    assert {"serial", "purchased", "country", "dealer"} <= form.errors.keys()


def test_a_strangers_product_is_not_there(client: Client, camera: Registration, stranger: User) -> None:
    client.force_login(stranger)
    for path in ("correct/", "papers/"):
        assert client.post(f"/products/{camera.pk}/{path}").status_code == 404


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# --- proof of purchase -----------------------------------------------------------------------------


def receipt(colour: str = "white") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 60), colour).save(drawn, "PNG")
    return SimpleUploadedFile("Čeks 2024.png", drawn.getvalue(), "image/png")


def test_a_proof_of_purchase_is_kept_once_and_downloaded_by_its_owner(
    as_anna: Client, camera: Registration
) -> None:
    for _click in range(2):
        page = text_of(as_anna.post(f"/products/{camera.pk}/papers/", {"file": receipt()}, follow=True))
    proof = Proof.objects.get()
    assert "Čeks 2024.png" in page
    assert "Proof of purchase added" in page
    answer = as_anna.get(f"/products/papers/{proof.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert content(answer).startswith(b"\x89PNG")


def test_a_strangers_paper_is_not_there_and_staff_see_it(
    as_anna: Client, camera: Registration, stranger: User, as_vera: Client
) -> None:
    as_anna.post(f"/products/{camera.pk}/papers/", {"file": receipt()})
    proof = Proof.objects.get()
    other = Client()
    other.force_login(stranger)
    assert other.get(f"/products/papers/{proof.pk}/").status_code == 404
    seen = as_vera.get(f"/admin/products/proof/{proof.pk}/file/")
    assert content(seen).startswith(b"\x89PNG")
    assert as_vera.get(f"/admin/products/registration/{camera.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"<svg onload=x>", "not a PDF, JPEG, PNG or HEIC"),
        (None, "Choose the file"),
    ],
)
def test_what_is_no_paper_is_refused(
    as_anna: Client, camera: Registration, content: bytes | None, words: str
) -> None:
    sent = {} if content is None else {"file": SimpleUploadedFile("x.pdf", content)}
    assert words in text_of(as_anna.post(f"/products/{camera.pk}/papers/", sent, follow=True))
    assert not Proof.objects.exists()


def test_five_papers_are_enough(as_anna: Client, camera: Registration) -> None:
    for colour in ("white", "red", "green", "blue", "black", "yellow"):
        page = text_of(as_anna.post(f"/products/{camera.pk}/papers/", {"file": receipt(colour)}, follow=True))
    assert "5 papers are kept with a product" in page
    assert Proof.objects.count() == 5


def test_what_has_ended_is_not_corrected(camera: Registration, anna: User, at: datetime) -> None:
    actions.end(registration=camera, reason="sold", by=anna, at=at)
    with pytest.raises(DomainError, match="no longer registered"):
        correct(camera, anna, at, details=Details("222222"))
