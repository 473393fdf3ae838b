"""Thirty-two workers issue invoices over the turn of the year and are killed at random."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from billing import actions as billing
from billing.models import Invoice, NumberSeries
from subscriptions.models import Term
from tests.factories import CompanyFactory, TermFactory
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WORKERS = 32
TERMS = size("TEST_TERMS")
# Midnight in Amstelveen is an hour before that of UTC.
MIDNIGHT = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
# What psycopg says of a backend that was killed, in whatever the worker was doing just then.
DEATHS = (DatabaseError, InterfaceError)


class Worker(threading.Thread):
    """Issues invoices of terms that all workers share, each at a moment near midnight, whatever kills it."""

    def __init__(self, terms: list[Term], seed: int) -> None:
        super().__init__(daemon=True)
        self.terms, self.dice = terms, random.Random(seed)
        self.backend = 0
        self.deaths = 0

    def run(self) -> None:
        try:
            for term in self.dice.sample(self.terms, len(self.terms) // 4):
                self._issue(term)
        finally:
            connection.close()

    def _issue(self, term: Term) -> None:
        at = MIDNIGHT + timedelta(milliseconds=self.dice.randint(-500, 500))
        try:
            connection.ensure_connection()
            self.backend = connection.connection.info.backend_pid
            with transaction.atomic():
                billing.issue(term=term, at=at)
                time.sleep(self.dice.random() / 200)  # The number is taken, and nothing is committed yet.
        except DEATHS:
            self.deaths += 1
            connection.close()


@contextmanager
def killing(workers: list[Worker], dice: random.Random) -> Iterator[None]:
    """End the database session of a random worker, again and again."""
    over = threading.Event()

    def kill() -> None:
        with connections["default"].cursor() as cursor:
            while not over.wait(0.02):
                victim = dice.choice(workers)
                if victim.is_alive() and victim.backend:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [victim.backend])
        connection.close()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join(timeout=30)


def test_numbers_have_neither_gap_nor_double_though_workers_are_killed() -> None:
    terms = [swiss_term() for _one in range(TERMS)]
    workers = [Worker(terms, seed) for seed in range(WORKERS)]
    with killing(workers, random.Random(2026)):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=120)
    assert not any(worker.is_alive() for worker in workers)
    assert sum(worker.deaths for worker in workers) > 0
    assert_gapless()
    left = Term.objects.filter(invoice=None).count()
    assert billing.issue_due(at=MIDNIGHT + timedelta(hours=1)) == left
    assert Invoice.objects.count() == TERMS
    assert_gapless()


def swiss_term() -> Term:
    company = CompanyFactory.create(country="CH", vat_number="", invoice_email="accounts@studio.example")
    return TermFactory.create(subscription__company=company)


def assert_gapless() -> None:
    """Every year counts from one without a gap, as far as its series says."""
    for series in NumberSeries.objects.all():
        numbers = Invoice.objects.filter(number__startswith=f"{series.year}-").values_list(
            "number", flat=True
        )
        assert sorted(numbers) == [f"{series.year}-{number:06d}" for number in range(1, series.last + 1)]
    assert {series.year for series in NumberSeries.objects.all()} == {2026, 2027}
    days = Invoice.objects.values_list("number", "issued_on")
    assert all(number.startswith(f"{day.year}-") for number, day in days)
