"""More time to pay against the charge: sixteen at once, and the card is charged today or on the new day, never both."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from billing import actions as billing
from billing.models import Attempt, Collection, Extension, Invoice
from sandbox.stripe import StripeSandbox
from tests.billing.scenes import charged, invoice_by_card, saved_card
from tests.factories import StaffFactory
from tests.races.crew import crew, refusals
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ROUNDS = size("TEST_ROUNDS")
# How much later than the charge the extensions come, round by round.
LATER = [0, 0.002, 0.005, 0.01, 0.1]


def test_an_extension_and_a_charge_never_pass_each_other(
    company: Company, anna: User, stripe_sandbox: StripeSandbox, settings: Settings
) -> None:
    settings.STRIPE_TIMEOUT_SECONDS = (5.0, 5.0)
    finance, now = StaffFactory.create(), timezone.now()
    card = saved_card(company, anna, now, sandbox=stripe_sandbox)
    extended = 0
    with crew() as people:
        for round_ in range(ROUNDS):
            invoice = invoice_by_card(card, now - timedelta(days=1))
            billing.plan_new()

            def extend(invoice: Invoice = invoice, later: float = LATER[round_ % len(LATER)]) -> int:
                time.sleep(later)
                until = invoice.due_on + timedelta(days=20)
                return billing.extend(invoice=invoice, until_on=until, reason="Flood.", by=finance, at=now).pk

            def charge(at: datetime = now) -> int:
                return billing.charge_due(at=at)

            answers = people.at_once(extend, charge)
            billing.ask_due(at=now + timedelta(minutes=1))
            given = Extension.objects.filter(invoice=invoice).count()
            assert set(refusals(answers)) == {"ExtensionRefused"}
            assert (given, charged(stripe_sandbox, invoice)) in [(1, []), (0, [10285])]
            assert Attempt.objects.filter(invoice=invoice).count() == 1 - given
            extended += given
            if given:
                late = now + timedelta(days=18)
                assert Collection.objects.filter(pk=invoice.pk, next_at__gt=late).exists()
                Invoice.objects.filter(pk=invoice.pk).update(paid_at=now)
    assert 0 < extended < ROUNDS
