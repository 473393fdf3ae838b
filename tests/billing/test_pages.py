"""Payment, done and invoices, through the doors."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, Role, User, VatCheck
from billing import actions as billing
from billing.models import CardAuthorisation, Invoice
from points import actions as points
from points.cause import Cause
from points.models import Level
from sandbox.stripe import FaultKind, StripeSandbox
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term, Terms
from tests.billing.scenes import started_term
from tests.factories import CardAuthorisationFactory, InvoiceFactory, RoleFactory, SignUpFactory, UserFactory

pytestmark = pytest.mark.django_db

PAYMENT, DONE, INVOICES = "/billing/payment/", "/billing/done/", "/billing/invoices/"


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_payment_says_what_happens_when(
    as_anna: Client, sign_up: SignUp, proof: VatCheck, now: datetime
) -> None:
    page = text(as_anna, PAYMENT)
    due = now.astimezone() + timedelta(days=30)
    for words in (
        "CPS Silver",
        "€85.00",
        "VAT 0%",
        "Reverse charge",
        "PO 4711",
        "authorised with zero amount",
        "Additional local bank charges may apply",
        f"{due.day} {due:%B %Y}",
        "I allow Canon Europa N.V. to charge my card",
        "Confirm and pay later",
    ):
        assert words in page


def test_payment_shows_dutch_vat_where_it_is_due(as_anna: Client, sign_up: SignUp, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(vat_number="", vat_registered=False)
    page = text(as_anna, PAYMENT)
    assert "VAT 21%" in page
    assert "€102.85" in page


def test_payment_says_when_the_vat_number_is_still_checked(as_anna: Client, sign_up: SignUp) -> None:
    assert "Your VAT number is being checked" in text(as_anna, PAYMENT)


def test_choosing_nothing_is_said_beside_the_choice(as_anna: Client, sign_up: SignUp) -> None:
    page = as_anna.post(PAYMENT, {"level": "silver"}).content.decode()
    assert "Choose card or bank transfer." in page
    assert 'aria-describedby="payment-error"' in page
    assert not Term.objects.exists()


def test_transfer_starts_the_membership_at_once(as_anna: Client, sign_up: SignUp) -> None:
    done = as_anna.post(PAYMENT, {"level": "silver", "payment": "transfer"}, follow=True)
    assert done.redirect_chain == [(DONE, 302)]
    page = done.content.decode()
    term = Term.objects.select_related("subscription__number").get()
    assert "Subscription active" in page
    assert "CPS Silver membership" in page
    assert term.subscription.number.spoken in page


def test_a_second_click_changes_nothing(as_anna: Client, sign_up: SignUp) -> None:
    for _click in range(2):
        done = as_anna.post(PAYMENT, {"level": "silver", "payment": "transfer"}, follow=True)
        assert done.redirect_chain[-1][0] == DONE
    assert Term.objects.count() == 1
    assert as_anna.get(PAYMENT).headers["Location"] == DONE


def test_a_refusal_is_said_on_the_page_and_the_choice_is_kept(
    as_anna: Client, sign_up: SignUp, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.faults.add(FaultKind.SERVER_ERROR, "POST /v1/customers", times=9)
    page = as_anna.post(PAYMENT, {"level": "silver", "payment": "card"}).content.decode()
    assert "The card page cannot be reached just now" in page
    assert 'value="card" id="id_payment_0" required checked' in page


def test_another_level_chosen_in_a_second_window_is_not_ordered_unseen(
    as_anna: Client, sign_up: SignUp, company: Company, now: datetime
) -> None:
    points.credit(company=company, amount=1000, reference="more", cause=Cause("more"), at=now)
    subscriptions.choose_level(sign_up=sign_up, level=Level.objects.get(code="gold"), at=now)
    subscriptions.review(sign_up=sign_up, purchase_order="", at=now)

    page = as_anna.post(PAYMENT, {"level": "silver", "payment": "transfer"}).content.decode()

    assert "It is now CPS Gold. Check it and confirm again." in page
    assert 'name="level" value="gold"' in page
    assert not Term.objects.exists()


def test_points_lost_meanwhile_are_said_before_anything_starts(
    as_anna: Client, sign_up: SignUp, company: Company, now: datetime
) -> None:
    points.credit(company=company, amount=-300, reference="sold", cause=Cause("sold"), at=now)
    page = as_anna.post(PAYMENT, {"level": "silver", "payment": "transfer"}).content.decode()
    assert "short of CPS Silver" in page
    assert not Term.objects.exists()


def nothing_chosen(company: Company, by: User, now: datetime) -> None:
    SignUpFactory.create(company=company, by=by)


def not_reviewed(company: Company, by: User, now: datetime) -> None:
    points.credit(company=company, amount=600, reference="gear", cause=Cause("gear"), at=now)
    subscriptions.accept_terms(company=company, by=by, terms=Terms.objects.current(at=now), at=now)
    sign_up = subscriptions.begin_sign_up(company=company, by=by, at=now)
    subscriptions.choose_level(sign_up=sign_up, level=Level.objects.get(code="silver"), at=now)


def nothing_begun(company: Company, by: User, now: datetime) -> None:
    return None


@pytest.mark.parametrize(
    ("scene", "step"),
    [
        (nothing_begun, "subscriptions:overview"),
        (nothing_chosen, "subscriptions:levels"),
        (not_reviewed, "subscriptions:review"),
        (started_term, "billing:done"),
    ],
)
def test_payment_out_of_turn_leads_to_the_right_step(
    scene: Callable[..., object], step: str, as_anna: Client, anna: User, company: Company, now: datetime
) -> None:
    scene(company, anna, now)
    assert as_anna.get(PAYMENT).headers["Location"] == reverse(step)


def test_done_too_early_leads_to_the_right_step(as_anna: Client, sign_up: SignUp) -> None:
    assert as_anna.get(DONE).headers["Location"] == PAYMENT


def test_the_card_page_left_without_a_session_leads_to_payment(as_anna: Client, sign_up: SignUp) -> None:
    assert as_anna.get(reverse("billing:card_return")).headers["Location"] == PAYMENT


def test_an_accountant_cannot_bind_the_company(client: Client, company: Company, sign_up: SignUp) -> None:
    accountant = UserFactory.create()
    RoleFactory.create(user=accountant, company=company, kind=Role.Kind.ACCOUNTANT)
    client.force_login(accountant)
    assert client.get(PAYMENT).status_code == 404
    assert client.post(PAYMENT, {"payment": "transfer"}).status_code == 404
    assert client.get(INVOICES).status_code == 200


@pytest.mark.parametrize("address", [PAYMENT, DONE, INVOICES])
def test_nobody_sees_money_without_logging_in(client: Client, address: str) -> None:
    assert reverse("account_login") in client.get(address).headers["Location"]


def test_done_names_the_invoice_once_it_was_mailed(
    as_anna: Client, anna: User, company: Company, proof: VatCheck, now: datetime
) -> None:
    started_term(company, anna, now)
    assert "within a minute" in text(as_anna, DONE)
    billing.issue_due(at=now)
    billing.send_unsent(at=now)
    page = text(as_anna, DONE)
    invoice = Invoice.objects.get()
    assert f"Invoice {invoice.number} went to anna@studio.example" in page
    assert "transfer €85.00 by then" in page


def test_done_says_when_the_invoice_waits_for_vies(
    as_anna: Client, anna: User, company: Company, now: datetime
) -> None:
    started_term(company, anna, now)
    billing.issue_due(at=now)
    assert "waits until your VAT number is checked" in text(as_anna, DONE)
    assert "your VAT number has to be checked first" in text(as_anna, INVOICES)


def test_no_invoices_yet(as_anna: Client) -> None:
    assert "No invoices yet" in text(as_anna, INVOICES)


def test_invoices_show_status_in_words_and_overdue_on_top(
    as_anna: Client, company: Company, now: datetime
) -> None:
    card = CardAuthorisationFactory.create(
        company=company, status="authorised", payment_method_id="pm_1", brand="visa", last_four="4242"
    )
    soon = (now + timedelta(days=10)).date()
    InvoiceFactory.create(company=company, number="2026-000007")
    InvoiceFactory.create(company=company, number="2026-000008", due_on=soon)
    InvoiceFactory.create(company=company, number="2026-000009", due_on=soon, payment="card", card=card)
    InvoiceFactory.create(company=company, number="2026-000010", paid_at=now)
    InvoiceFactory.create(number="2026-000011")
    page = text(as_anna, INVOICES)
    for words in (
        "Overdue, was due: 31/01/2026",
        "To be paid by:",
        "To be charged to Visa •••• 4242:",
        "Paid:",
    ):
        assert words in page
    assert page.index("2026-000007") < page.index("2026-000010") < page.index("2026-000008")
    assert "2026-000011" not in page


def test_invoices_are_paged_by_key(as_anna: Client, company: Company, now: datetime) -> None:
    for _one in range(23):
        InvoiceFactory.create(company=company, paid_at=now)
    first = as_anna.get(INVOICES)
    assert len(first.context["page"].others) == 20
    older = as_anna.get(INVOICES, {"before": first.context["page"].older})
    assert len(older.context["page"].others) == 3
    assert older.context["page"].older is None
    assert as_anna.get(INVOICES, {"before": "9" * 30}).status_code == 200
    assert as_anna.get(INVOICES, {"before": "x"}).status_code == 200


def test_each_page_keeps_to_its_query_budget(
    as_anna: Client,
    anna: User,
    company: Company,
    sign_up: SignUp,
    proof: VatCheck,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12):
        assert as_anna.get(PAYMENT).status_code == 200
    billing.pay_by_transfer(sign_up=sign_up, at=now)
    billing.issue_due(at=now)
    billing.send_unsent(at=now)
    for _one in range(21):
        InvoiceFactory.create(company=company, paid_at=now)
    for address in (
        DONE,
        INVOICES,
        reverse("billing:invoice_pdf", args=[Invoice.objects.earliest("pk").number]),
    ):
        with django_assert_max_num_queries(12):
            assert as_anna.get(address).status_code == 200


def test_the_mandate_is_kept_as_it_was_read(
    as_anna: Client, sign_up: SignUp, anna: User, stripe_sandbox: StripeSandbox
) -> None:
    as_anna.post(PAYMENT, {"level": "silver", "payment": "card"})
    card = CardAuthorisation.objects.get()
    assert card.by == anna
    assert card.mandate in text(as_anna, PAYMENT).replace("&#x27;", "'")
