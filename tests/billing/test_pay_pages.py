"""The customer's pages: pay an overdue invoice, confirm at the bank, change and remove the card."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, Role, User
from billing import actions as billing
from billing.actions import Received
from billing.models import Attempt, CardAuthorisation, Invoice
from sandbox.stripe import FaultKind, StripeSandbox
from tests.billing.scenes import charged, invoice_by_card, saved_card
from tests.factories import InvoiceFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db

GOOD, ASKS_ALWAYS, DECLINED_LATER = "4242424242424242", "4000002760003184", "4000000000000341"


@pytest.fixture
def number() -> str:
    return GOOD


@pytest.fixture
def overdue(
    company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox, number: str
) -> Invoice:
    card = saved_card(company, anna, now, sandbox=stripe_sandbox, number=number)
    return invoice_by_card(card, now - timedelta(days=5))


def pay_page(invoice: Invoice) -> str:
    return reverse("billing:pay", args=[invoice.number])


def pressed(client: Client, invoice: Invoice) -> str:
    answer = client.post(reverse("billing:pay_by_card", args=[invoice.number]), follow=True)
    return " ".join(answer.content.decode().split())


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address, follow=True).content.decode().split())


def test_an_overdue_invoice_leads_to_its_page_and_the_page_to_both_ways(
    as_anna: Client, overdue: Invoice
) -> None:
    assert pay_page(overdue) in text(as_anna, reverse("billing:invoices"))
    page = text(as_anna, pay_page(overdue))
    for words in (
        "Overdue, was due",
        "Pay €102.85 now",
        "Visa •••• 4242",
        "12/2034",
        overdue.spoken_reference,
    ):
        assert words in page


def test_one_press_pays(as_anna: Client, overdue: Invoice, stripe_sandbox: StripeSandbox) -> None:
    assert "Paid. The receipt comes by mail." in pressed(as_anna, overdue)
    assert "This invoice is paid." in pressed(as_anna, overdue)
    assert charged(stripe_sandbox, overdue) == [10285]


@pytest.mark.parametrize("number", [ASKS_ALWAYS])
def test_the_bank_asks_on_a_page_to_which_a_link_leads(
    as_anna: Client, overdue: Invoice, stripe_sandbox: StripeSandbox
) -> None:
    assert "Your bank wants you to confirm the payment" in pressed(as_anna, overdue)
    to_bank = as_anna.get(reverse("billing:pay_confirm", args=[overdue.number]))
    back = urlsplit(stripe_sandbox.visitor.approve(to_bank.headers["Location"]))
    assert back.path == reverse("billing:pay_return", args=[overdue.number])
    assert "Paid. The receipt comes by mail." in text(as_anna, f"{back.path}?{back.query}")
    assert charged(stripe_sandbox, overdue) == [10285]


@pytest.mark.parametrize("number", [ASKS_ALWAYS])
def test_who_refuses_at_the_bank_is_told_so(
    as_anna: Client, overdue: Invoice, stripe_sandbox: StripeSandbox
) -> None:
    pressed(as_anna, overdue)
    to_bank = as_anna.get(reverse("billing:pay_confirm", args=[overdue.number]))
    back = urlsplit(stripe_sandbox.visitor.refuse(to_bank.headers["Location"]))
    assert "The payment was not confirmed with the bank." in text(as_anna, f"{back.path}?{back.query}")


@pytest.mark.parametrize("number", [ASKS_ALWAYS])
def test_an_address_that_claims_success_is_not_believed(as_anna: Client, overdue: Invoice) -> None:
    pressed(as_anna, overdue)
    address = reverse("billing:pay_return", args=[overdue.number])
    page = text(as_anna, f"{address}?redirect_status=succeeded")
    assert "Nothing is charged before." in page
    overdue.refresh_from_db()
    assert not overdue.is_paid


@pytest.mark.parametrize("number", [DECLINED_LATER])
def test_a_refused_card_is_said_with_what_to_do(as_anna: Client, overdue: Invoice) -> None:
    page = pressed(as_anna, overdue)
    assert "The card was refused. The bank gave no reason." in page
    assert "Refused: Visa •••• 0341" in page


def test_nobody_is_asked_to_pay_while_the_answer_is_out(
    as_anna: Client, overdue: Invoice, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.faults.add(FaultKind.CUT, on="POST /v1/payment_intents", times=9)
    page = pressed(as_anna, overdue)
    assert "Do not pay again" in page
    assert "By bank transfer" not in page
    assert Attempt.objects.count() == 1


def test_a_part_that_came_is_taken_off(as_anna: Client, overdue: Invoice, now: datetime) -> None:
    received = Received(5000, "transfer", now)
    billing.record_payment(invoice=overdue, received=received, reference="bank:1", at=now)
    assert "Pay €52.85 now" in text(as_anna, pay_page(overdue))
    assert "still open: €52.85" in text(as_anna, reverse("billing:invoices"))


def test_the_card_is_changed_at_stripe_and_named_from_then_on(
    as_anna: Client, overdue: Invoice, company: Company, stripe_sandbox: StripeSandbox
) -> None:
    to_stripe = as_anna.post(reverse("billing:change_card"))
    back = urlsplit(stripe_sandbox.visitor.save_card(to_stripe.headers["Location"], "5555555555554444"))
    for _twice in range(2):
        page = text(as_anna, f"{back.path}?{back.query}")
        assert "We keep Mastercard •••• 4444 from now on." in page
    current = CardAuthorisation.objects.current_of(company)
    assert current
    assert current.last_four == "4444"
    assert CardAuthorisation.objects.authorised().count() == 1
    assert "charge my card" in current.mandate


def test_a_change_that_was_given_up_keeps_the_card(
    as_anna: Client, overdue: Invoice, stripe_sandbox: StripeSandbox
) -> None:
    to_stripe = as_anna.post(reverse("billing:change_card"))
    back = urlsplit(stripe_sandbox.visitor.cancel(to_stripe.headers["Location"]))
    page = text(as_anna, back.path)
    assert "You left the card page" in page
    assert "Visa •••• 4242" in page


def test_the_card_is_removed_after_its_consequence_was_said(as_anna: Client, overdue: Invoice) -> None:
    page = text(as_anna, reverse("billing:card"))
    assert "What is unpaid is then to be transferred" in page
    assert "charge my card" in page
    for _twice in range(2):
        as_anna.post(reverse("billing:remove_card"))
    assert "No card is kept." in text(as_anna, reverse("billing:card"))
    assert "You have no card with us." in text(as_anna, pay_page(overdue))


@pytest.mark.parametrize(
    ("name", "with_number"),
    [("card", False), ("pay", True), ("pay_confirm", True), ("pay_return", True)],
)
def test_the_accountant_may_pay_and_strangers_find_no_such_page(
    name: str, with_number: bool, client: Client, overdue: Invoice, company: Company, stranger: User
) -> None:
    accountant = UserFactory.create()
    RoleFactory.create(user=accountant, company=company, kind=Role.Kind.ACCOUNTANT)
    address = reverse(f"billing:{name}", args=[overdue.number] if with_number else [])
    client.force_login(accountant)
    assert client.get(address).status_code in (200, 302)
    assert reverse("billing:pay", args=[overdue.number]) in text(client, reverse("billing:invoices"))
    if with_number:
        client.force_login(stranger)
        assert client.get(address).status_code == 404


def test_each_page_keeps_to_its_query_budget(
    as_anna: Client,
    overdue: Invoice,
    company: Company,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(15):
        InvoiceFactory.create(company=company, due_on=now.date())
    for address in (pay_page(overdue), reverse("billing:card"), reverse("billing:invoices")):
        with django_assert_max_num_queries(14):
            assert as_anna.get(address).status_code == 200


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "x"])
def test_a_list_of_invoices_survives_whatever_stands_in_its_address(as_anna: Client, value: str) -> None:
    assert as_anna.get(reverse("billing:invoices"), {"before": value}).status_code == 200
