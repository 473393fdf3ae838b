"""Invoice numbers, invoices and terms under many hands at once, on the real database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Company, User
from billing import actions as billing
from billing.models import CardAuthorisation, Invoice, NumberSeries
from sandbox.stripe import StripeSandbox
from subscriptions.models import SignUp, Term
from tests.billing.scenes import reviewed_sign_up, started_term, vies_answered
from tests.factories import CompanyFactory, TermFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

THREADS = 16


def all_at_once(*acts: Callable[[], object]) -> None:
    """Start every act in a thread of its own at the same moment; whatever one of them raises fails the story."""
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()  # Open before the start, or they would not meet.
            gate.wait(timeout=30)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))


def term_of_a_swiss_company() -> Term:
    company = CompanyFactory.create(country="CH", vat_number="", invoice_email="accounts@studio.example")
    return TermFactory.create(subscription__company=company)


def numbers() -> list[str]:
    return sorted(Invoice.objects.values_list("number", flat=True))


class Lost(Exception):
    """A worker that dies before it has finished."""


@pytest.mark.parametrize("_time", range(3))
def test_sixteen_workers_give_numbers_without_a_gap_though_some_of_them_die(_time: int, at: datetime) -> None:
    terms = [term_of_a_swiss_company() for _one in range(3 * THREADS)]

    def work(mine: list[Term]) -> None:
        for place, term in enumerate(mine):
            try:
                with transaction.atomic():
                    billing.issue(term=term, at=at)
                    if place == 1:
                        raise Lost
            except Lost:
                continue

    all_at_once(*[lambda part=terms[n::THREADS]: work(part) for n in range(THREADS)])
    assert numbers() == [f"2026-{number:06d}" for number in range(1, 2 * THREADS + 1)]
    assert billing.issue_due(at=at) == THREADS
    assert numbers() == [f"2026-{number:06d}" for number in range(1, 3 * THREADS + 1)]


def test_each_year_counts_by_itself_while_it_turns() -> None:
    terms = [term_of_a_swiss_company() for _one in range(THREADS)]
    last, first = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    moments = [last, first] * (THREADS // 2)
    acts = [
        lambda term=term, at=at: billing.issue(term=term, at=at)
        for term, at in zip(terms, moments, strict=True)
    ]
    all_at_once(*acts)
    half = range(1, THREADS // 2 + 1)
    assert numbers() == [f"{year}-{number:06d}" for year in (2026, 2027) for number in half]


@pytest.mark.parametrize("_time", range(3))
def test_a_term_is_invoiced_once_by_sixteen_sweeps(
    _time: int, company: Company, anna: User, at: datetime
) -> None:
    vies_answered(company.vat_number, at)
    term = started_term(company, anna, at)
    sweeps = [lambda: billing.issue_due(at=at)] * (THREADS // 2)
    issues = [lambda: billing.issue(term=term, at=at)] * (THREADS // 2)
    all_at_once(*sweeps, *issues)
    assert numbers() == ["2026-000001"]
    assert NumberSeries.objects.get().last == 1


def test_an_invoice_is_mailed_once_by_eight_workers(company: Company, anna: User, at: datetime) -> None:
    vies_answered(company.vat_number, at)
    billing.issue(term=started_term(company, anna, at), at=at)
    sent: list[int] = []
    all_at_once(*[lambda: sent.append(billing.send_unsent(at=at))] * 8)
    assert sum(sent) == 1


@pytest.mark.parametrize("_time", range(3))
def test_return_page_and_webhook_at_once_start_one_term(
    _time: int, company: Company, anna: User, stripe_sandbox: StripeSandbox
) -> None:
    now = timezone.now()
    sign_up = reviewed_sign_up(company, anna, now)
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    acts = [lambda: billing.finish_card(session_id=card.session_id, at=now)] * 8
    all_at_once(*acts)
    card.refresh_from_db()
    assert Term.objects.get().payment == SignUp.Payment.CARD
    assert card.is_authorised


@pytest.mark.parametrize("_time", range(3))
def test_card_and_transfer_at_once_start_one_term(
    _time: int, company: Company, anna: User, stripe_sandbox: StripeSandbox
) -> None:
    now = timezone.now()
    sign_up = reviewed_sign_up(company, anna, now)
    card = billing.begin_card(sign_up=sign_up, by=anna, at=now)
    stripe_sandbox.visitor.save_card(card.url)
    all_at_once(
        *[lambda: billing.finish_card(session_id=card.session_id, at=now)] * 4,
        *[lambda: billing.pay_by_transfer(sign_up=sign_up, at=now)] * 4,
    )
    card.refresh_from_db()
    assert card.is_authorised == (Term.objects.get().payment == SignUp.Payment.CARD)


def test_sixteen_clicks_open_one_card_page(
    company: Company, anna: User, stripe_sandbox: StripeSandbox
) -> None:
    now = timezone.now()
    sign_up = reviewed_sign_up(company, anna, now)
    pages: set[str] = set()
    acts = [lambda: pages.add(billing.begin_card(sign_up=sign_up, by=anna, at=now).url)] * THREADS
    all_at_once(*acts)
    assert len(pages) == 1
    assert CardAuthorisation.objects.count() == 1
    assert len(stripe_sandbox.store.newest("customer")) == 1
