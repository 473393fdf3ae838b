"""What finance sees and keeps in the admin."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import CardEvent, NumberSeries, Seller
from tests.factories import CardAuthorisationFactory, InvoiceFactory

pytestmark = pytest.mark.django_db

NOUNS = [
    "invoice",
    "numberseries",
    "pendingtax",
    "cardauthorisation",
    "cardevent",
    "seller",
    "vatrate",
    "payment",
    "collection",
    "attempt",
    "refund",
    "dispute",
    "difference",
    "stop",
]


@pytest.fixture
def _one_of_each(now: datetime) -> None:
    InvoiceFactory.create(card=CardAuthorisationFactory.create())
    NumberSeries.objects.create(seller=Seller.objects.get(), kind="invoice", year=2026, last=1)
    CardEvent.objects.create(event_id="evt_1", kind="x", payload={}, received_at=now, due_at=now)


@pytest.mark.usefixtures("_one_of_each")
@pytest.mark.parametrize("noun", NOUNS)
def test_staff_see_the_lists(as_vera: Client, noun: str) -> None:
    assert as_vera.get(reverse(f"admin:billing_{noun}_changelist"), {"q": "2025"}).status_code == 200


@pytest.mark.usefixtures("_one_of_each")
@pytest.mark.parametrize("noun", ["invoice", "numberseries", "cardauthorisation", "cardevent"])
def test_what_was_issued_or_heard_is_read_only(as_vera: Client, noun: str) -> None:
    assert as_vera.get(reverse(f"admin:billing_{noun}_add")).status_code == 403
    listed = as_vera.get(reverse(f"admin:billing_{noun}_changelist"))
    row = listed.context["cl"].result_list[0]
    page = as_vera.get(reverse(f"admin:billing_{noun}_change", args=[row.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert (
        as_vera.post(reverse(f"admin:billing_{noun}_delete", args=[row.pk]), {"post": "yes"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("iban", "NL94 DEMO 0123 4567 89", "check digits of this IBAN"),
        ("bic", "DEMO", "form of a BIC"),
        ("vat_number", "NL005916344B01", "check digits of this VAT number"),
    ],
)
def test_a_mistyped_account_is_refused_beside_its_field(
    as_vera: Client, field: str, typed: str, words: str
) -> None:
    seller = Seller.objects.get()
    address = reverse("admin:billing_seller_change", args=[seller.pk])
    names = [each.name for each in Seller._meta.fields if each.name not in ("id", "markets")]
    given = {name: getattr(seller, name) for name in names}
    page = as_vera.post(address, {**given, field: typed})
    assert words in page.content.decode()
    assert as_vera.post(address, {**given, "iban": "nl91 abna 0417 1643 00"}).status_code == 302
    seller.refresh_from_db()
    assert seller.iban == "NL91ABNA0417164300"


def test_a_vat_number_without_a_country_is_no_crash(as_vera: Client) -> None:
    seller = Seller.objects.get()
    address = reverse("admin:billing_seller_change", args=[seller.pk])
    assert as_vera.post(address, {"vat_number": "1"}).status_code == 200
