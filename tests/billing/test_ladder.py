"""The dunning board: each unpaid invoice stands on one step of the ladder, with what comes next and when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from billing import actions as billing
from billing import ladder
from billing.ladder import Step
from billing.models import Attempt, Collection, Invoice
from tests.factories import CardAuthorisationFactory, CompanyFactory, InvoiceFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db


def planned(at: datetime, days: int, **facts: Any) -> Invoice:
    """An invoice that is due so many days from now, and how its money is to be got."""
    own = ("stage", "declines", "reminders")
    collection: dict[str, Any] = {name: facts.pop(name) for name in own if name in facts}
    invoice = InvoiceFactory.create(due_on=(at + timedelta(days=days)).date(), **facts)
    billing.plan_new()
    if collection.get("stage") == "suspended":
        collection["next_at"] = None
    Collection.objects.filter(invoice=invoice).update(**collection)
    return invoice


def by_card(at: datetime, days: int, **facts: Any) -> Invoice:
    return planned(at, days, payment="card", **facts)


def attempt(invoice: Invoice, at: datetime, status: str) -> None:
    settled = {"settled_at": at} if status not in Attempt.OPEN else {"ask_at": at}
    card = CardAuthorisationFactory.create(company=invoice.company)
    facts = {"kind": "off_session", "amount_cents": 1, "currency": "EUR", "key": f"{invoice.pk}-{status}"}
    Attempt.objects.create(invoice=invoice, card=card, status=status, started_at=at, **facts, **settled)


def standing(at: datetime) -> dict[str, list[str]]:
    return {
        rung.step.value: [row.invoice.number for row in rung.rows]
        for rung in ladder.board(on=at.date())
        if rung.count
    }


def test_every_step_has_its_column(at: datetime) -> None:
    asked = by_card(at, -2, stage="remind")
    attempt(asked, at, "needs_customer")
    wanted = {
        Step.DUE_SOON: by_card(at, 3),
        Step.OVERDUE: planned(at, -1),
        Step.DECLINED: by_card(at, -4, declines=2),
        Step.NEEDS_CUSTOMER: asked,
        Step.REMINDED: planned(at, -12, reminders=2),
        Step.LAST: planned(at, -25, reminders=3),
        Step.SUSPENDED: planned(at, -40, stage="suspended", reminders=3),
    }
    by_card(at, 20)
    paid = planned(at, -9)
    received = billing.Received(10285, "transfer", at)
    billing.record_payment(invoice=paid, received=received, reference="bank:1", at=at)
    assert standing(at) == {step.value: [invoice.number] for step, invoice in wanted.items()}


def test_who_needed_the_customer_and_was_reminded_stands_with_the_reminded(at: datetime) -> None:
    invoice = by_card(at, -9, stage="remind", reminders=1)
    attempt(invoice, at, "needs_customer")
    assert standing(at) == {"reminded": [invoice.number]}


def test_the_column_says_what_is_owed_and_whose_turn_is_first(at: datetime) -> None:
    later, sooner = planned(at, -5, reminders=1), planned(at, -9, reminders=1)
    received = billing.Received(285, "transfer", at)
    billing.record_payment(invoice=later, received=received, reference="bank:1", at=at)
    abroad = planned(at, -9, reminders=1, currency="CHF")
    for invoice, days in ((later, 9), (sooner, 1), (abroad, 5)):
        Collection.objects.filter(invoice=invoice).update(next_at=at + timedelta(days=days))
    rung = next(rung for rung in ladder.board(on=at.date()) if rung.step == Step.REMINDED)
    assert (rung.count, rung.sums) == (3, ["CHF102.85", "€202.85"])
    first, *_others, last = rung.rows
    assert (first.invoice, first.owed, first.days_overdue) == (sooner, "€102.85", 9)
    assert (last.invoice, last.owed) == (later, "€100.00")


def test_what_holds_a_step_up_is_said(at: datetime, vera: User, settings: Settings) -> None:
    stopped = by_card(at, -1)
    billing.stop(company=stopped.company, invoice=None, why="complaint", by=vera, at=at)
    asked = by_card(at, -1)
    attempt(asked, at, "unknown")
    dear = by_card(at, -1, net_cents=300000, vat_cents=0, gross_cents=300000)
    free = by_card(at, -1)
    said = {row.invoice: str(row.held_by) for rung in ladder.board(on=at.date()) for row in rung.rows}
    assert said == {
        stopped: "Stopped by staff",
        asked: "Stripe is being asked",
        dear: "Waits for your confirmation",
        free: "",
    }


def test_more_time_takes_an_invoice_off_the_board(at: datetime, vera: User) -> None:
    invoice = planned(at, -1)
    until_on = (at + timedelta(days=20)).date()
    billing.extend(invoice=invoice, until_on=until_on, reason="Agreed on the phone", by=vera, at=at)
    assert standing(at) == {}
    assert standing(at + timedelta(days=15)) == {"due_soon": [invoice.number]}


def test_a_long_column_ends_with_the_way_to_all(at: datetime, as_fred: Client) -> None:
    today = datetime.now(at.tzinfo)
    for _invoice in range(4):
        planned(today, -9, reminders=1, company=CompanyFactory.create(legal_name="SIA Kavētājs"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ladder, "MOST_ROWS", 3)
        page = as_fred.get(reverse("admin:billing_collection_ladder")).content.decode()
    assert page.count("SIA Kavētājs") == 3
    link = f"{reverse('admin:billing_collection_changelist')}?step=reminded"
    assert f'href="{link}"' in page
    assert as_fred.get(link).context["cl"].result_count == 4


def test_a_verifier_has_no_dunning_board(db: None) -> None:
    client = Client()
    client.force_login(with_role("Verifier"))
    assert client.get(reverse("admin:billing_collection_ladder")).status_code == 403
