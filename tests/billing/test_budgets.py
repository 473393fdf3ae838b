"""What the pages of finance ask of the database does not grow with the rows that they show."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from billing import actions as billing
from billing import exports
from billing.models import Attempt, CopyAddress, Refund
from cps_portal.lib import clock
from tests.billing.statements import Booking, Sheet
from tests.factories import CardAuthorisationFactory, InvoiceFactory, TermFactory

pytestmark = pytest.mark.django_db

LISTS = [
    *("invoice", "creditnote", "bankentry", "bankstatement", "match", "payment", "collection", "attempt"),
    *("refund", "stop", "cardauthorisation", "copyaddress"),
]
PAGES = {
    **{name: f"admin:billing_{name}_changelist" for name in LISTS},
    "open items and ageing": "admin:billing_invoice_open_items",
    "dunning board": "admin:billing_collection_ladder",
    "taking in a statement": "admin:billing_bankstatement_add",
    "export": "admin:billing_invoice_accounting",
}
MOST = 25
numbers = count()


def busy(rows: int, by: User) -> None:
    """So many unpaid invoices with everything that may belong to one."""
    at, today, bookings = clock.now(), clock.today(), list[Booking]()
    for _row in range(rows):
        number = next(numbers)
        due_on = today - timedelta(days=number % 50)
        invoice = InvoiceFactory.create(term=TermFactory.create(), issued_on=today, due_on=due_on)
        company = invoice.company
        card = CardAuthorisationFactory.create(company=company)
        Attempt.objects.create(
            invoice=invoice, card=card, kind="off_session", amount_cents=1, currency="EUR", key=f"key {number}",
            status="declined", started_at=at, settled_at=at,
        )  # fmt: skip
        facts: Any = {"invoice": invoice, "reason": "Goodwill", "by": by, "at": at}
        billing.credit_part(net_cents=100, reference=f"goodwill {number}", **facts)
        received = billing.Received(200, "transfer", at)
        billing.record_payment(invoice=invoice, received=received, reference=f"bank:{number}", at=at)
        billing.stop(company=company, invoice=invoice, why="Complaint", by=by, at=at)
        CopyAddress.objects.create(company=company, email="books@office.example", since_at=at, by=by)
        Refund.objects.create(
            invoice=invoice, amount_cents=100, method="transfer", reference=f"refund {number}",
            key=f"refund {number}", status="failed", requested_at=at, settled_at=at, by=by,
        )  # fmt: skip
        bookings += [Booking(5000, invoice.reference), Booking(300, f"who knows {number}")]
    billing.take_statements(content=Sheet(tuple(bookings)).xml(), file_name="camt.xml", by=by, at=at)
    billing.plan_new()


def asked(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_fifty_rows_cost_as_many_queries_as_five(as_fred: Client, fred: User) -> None:
    cost: dict[str, list[int]] = {page: [] for page in PAGES}
    as_fred.get(reverse(PAGES["invoice"]))  # The first look fills what is cached.
    for rows in (5, 45):
        busy(rows, fred)
        for page, name in PAGES.items():
            cost[page].append(asked(lambda name=name: as_fred.get(reverse(name))))  # type: ignore[misc]
    assert {page: asked for page, asked in cost.items() if asked[0] != asked[1] or asked[1] > MOST} == {}


@pytest.mark.parametrize("write", [exports.as_csv, exports.as_journal])
def test_the_export_reads_its_books_in_a_few_queries(write: Callable[..., object], fred: User) -> None:
    cost = []
    for rows in (2, 8):
        busy(rows, fred)
        cost.append(asked(lambda: write(first=date(2020, 1, 1), beyond=clock.today() + timedelta(days=1))))
    assert cost[0] == cost[1] <= 10
