"""More time to pay: what moves with the day that counts, and what stays as it is printed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from post_office.models import Email

from accounts.models import Company, User
from billing import actions as billing
from billing.ladder import Step, steps
from billing.models import Attempt, CardAuthorisation, Collection, Extension, Invoice
from billing.reports import ageing
from sandbox.stripe import StripeSandbox
from subscriptions.models import Suspension
from tests.billing.scenes import charged, invoice_by_card, saved_card
from tests.factories import InvoiceFactory, StaffFactory, TermFactory

pytestmark = pytest.mark.django_db
DECLINED = "4000000000000341"
# A day after each step: three reminders and the suspension.
LADDER = (4, 11, 22, 31)


@pytest.fixture
def finance(db: None) -> User:
    return StaffFactory.create(name="Fredis Finance")


@pytest.fixture
def unpaid(company: Company, anna: User, now: datetime) -> Invoice:
    """€102.85 by bank transfer, due today."""
    term = TermFactory.create(subscription__company=company, ends_on=date(2099, 1, 1))
    return InvoiceFactory.create(company=company, term=term, due_on=now.date())


@pytest.fixture
def extend(finance: User, now: datetime) -> Callable[..., Extension]:
    """Let an invoice be paid so many days later, counted from its printed day."""

    def extended(invoice: Invoice, days: int, *, at: datetime | None = None) -> Extension:
        until = invoice.due_on + timedelta(days=days)
        return billing.extend(invoice=invoice, until_on=until, reason="Flood.", by=finance, at=at or now)

    return extended


Extend = Callable[..., Extension]


def subjects() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def test_the_paper_keeps_its_day_and_another_one_counts(unpaid: Invoice, extend: Extend) -> None:
    extend(unpaid, 20)
    unpaid.refresh_from_db()
    assert unpaid.payable_on == unpaid.due_on + timedelta(days=20)
    assert Extension.objects.get().before_on == unpaid.due_on


def test_it_is_overdue_from_the_new_day_on(unpaid: Invoice, extend: Extend, now: datetime) -> None:
    extend(unpaid, 20)
    unpaid.refresh_from_db()
    for days, is_overdue in ((20, False), (21, True)):
        on = now.date() + timedelta(days=days)
        assert unpaid.is_overdue(on=on) == is_overdue
        assert Invoice.objects.overdue(on=on).exists() == is_overdue
        assert ageing(on=on)[1].count == is_overdue
        assert steps(on=on).filter(step=Step.OVERDUE).exists() == is_overdue


def test_a_second_extension_goes_on_from_the_first(unpaid: Invoice, extend: Extend) -> None:
    extend(unpaid, 20)
    assert extend(unpaid, 50).before_on == unpaid.due_on + timedelta(days=20)


def test_the_customer_is_told(unpaid: Invoice, extend: Extend) -> None:
    extend(unpaid, 20)
    letter = Email.objects.get()
    assert letter.to == ["anna@studio.example"]
    assert letter.subject.startswith(f"More time for invoice {unpaid.number}: until ")
    assert "Until then we send no reminder." in letter.message


def test_reminders_begin_after_the_new_day(unpaid: Invoice, extend: Extend, now: datetime) -> None:
    extend(unpaid, 20)
    for day in (10, 22):
        billing.collect(at=now + timedelta(days=day))
    assert len(subjects()) == 1
    billing.collect(at=now + timedelta(days=24))
    assert subjects()[1].startswith("Reminder: ")


def test_a_ladder_begins_anew_and_benefits_come_back_until_it_has_ended_again(
    unpaid: Invoice, extend: Extend, now: datetime
) -> None:
    for day in LADDER:
        billing.collect(at=now + timedelta(days=day))
    assert Suspension.objects.standing().exists()
    extend(unpaid, 60, at=now + timedelta(days=33))
    assert not Suspension.objects.standing().exists()
    assert "You have more time to pay." in Email.objects.get(subject="Your CPS benefits are back").message
    for day in LADDER:
        billing.collect(at=now + timedelta(days=60 + day))
    assert Suspension.objects.standing().count() == 1
    assert Collection.objects.get().stage == Collection.Stage.SUSPENDED


@pytest.fixture
def by_card(
    company: Company, anna: User, now: datetime, stripe_sandbox: StripeSandbox
) -> Callable[..., Invoice]:
    """An invoice that is to be charged today, to a card of this number."""

    def made(number: str = "4242424242424242") -> Invoice:
        return invoice_by_card(saved_card(company, anna, now, sandbox=stripe_sandbox, number=number), now)

    return made


def test_the_card_is_charged_on_the_new_day(
    by_card: Callable[..., Invoice], extend: Extend, now: datetime, stripe_sandbox: StripeSandbox
) -> None:
    invoice = by_card()
    extend(invoice, 20)
    assert "is charged to Visa •••• 4242 on" in Email.objects.get().message
    for day in (1, 19):
        billing.collect(at=now + timedelta(days=day))
    assert not Attempt.objects.exists()
    billing.collect(at=now + timedelta(days=21))
    assert charged(stripe_sandbox, invoice) == [10285]


def test_a_card_that_was_declined_rests_until_the_new_day(
    by_card: Callable[..., Invoice], extend: Extend, now: datetime
) -> None:
    invoice, tomorrow = by_card(DECLINED), now + timedelta(days=1)
    billing.collect(at=tomorrow)
    extend(invoice, 20, at=tomorrow)
    billing.collect(at=now + timedelta(days=19))
    assert Attempt.objects.count() == 1
    assert Collection.objects.get().declines == 0


def test_who_has_more_time_is_told_anew_that_the_card_expires_before(
    by_card: Callable[..., Invoice], extend: Extend, now: datetime
) -> None:
    extend(by_card(), 80)
    CardAuthorisation.objects.update(expires_month=now.month, expires_year=now.year)
    billing.collect(at=now + timedelta(days=70))
    assert subjects()[-1].startswith("Your card expires before invoice")


@pytest.mark.parametrize(("days", "words"), [(0, "Choose a day"), (-1, "Choose a day"), (91, "Choose a day")])
def test_never_earlier_than_printed_and_never_much_later(
    unpaid: Invoice, extend: Extend, days: int, words: str
) -> None:
    with pytest.raises(billing.ExtensionRefused, match=words):
        extend(unpaid, days)


def test_not_to_a_day_that_is_past(unpaid: Invoice, extend: Extend, now: datetime) -> None:
    with pytest.raises(billing.ExtensionRefused, match="Choose a day"):
        extend(unpaid, 5, at=now + timedelta(days=5))


def test_not_once_it_is_paid(unpaid: Invoice, extend: Extend, now: datetime) -> None:
    Invoice.objects.filter(pk=unpaid.pk).update(paid_at=now)
    with pytest.raises(billing.ExtensionRefused, match="Nothing of this invoice is open"):
        extend(unpaid, 20)


def test_not_without_a_reason(unpaid: Invoice, finance: User, now: datetime) -> None:
    until = unpaid.due_on + timedelta(days=9)
    with pytest.raises(billing.ExtensionRefused, match="Say why"):
        billing.extend(invoice=unpaid, until_on=until, reason=" ", by=finance, at=now)


def test_what_was_given_is_never_changed(unpaid: Invoice, extend: Extend) -> None:
    extension = extend(unpaid, 20)
    with pytest.raises(Exception, match="only added to"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM billing_extension WHERE id = %s", [extension.pk])


def test_the_customers_pages_say_the_new_day(as_anna: Client, unpaid: Invoice, extend: Extend) -> None:
    Invoice.objects.filter(pk=unpaid.pk).update(language="en-gb")
    until = extend(unpaid, 20).until_on
    page = as_anna.get(f"/billing/invoices/{unpaid.number}/pay/").content.decode()
    assert f"{until.day} {until:%B %Y}" in page
    assert "You were given more time; the invoice says" in page
    assert f"To be paid by: {until:%d/%m/%Y}" in as_anna.get("/billing/invoices/").content.decode()
