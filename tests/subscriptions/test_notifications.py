"""What a person may switch off is not mailed, and what belongs to the contract always is."""

from datetime import date, datetime, timedelta

import pytest

from accounts import actions as accounts
from accounts.models import Company, User
from accounts.notifications import OPTIONAL
from cps_portal.lib import clock
from subscriptions import actions, emails
from subscriptions.models import Notice, Term
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints

EVERYTHING = [kind.code for kind in OPTIONAL]
Kind = Notice.Kind


@pytest.fixture
def term(company: Company, anna: User, has_points: HasPoints, at: datetime) -> Term:
    """Silver that ends in 25 days, so that a reminder is due."""
    has_points(600)
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=date(2025, 10, 9),
        ends_on=clock.on(at) + timedelta(days=25),
    )


def mailed(kind: str) -> int:
    return Notice.objects.filter(kind=kind, mail__isnull=False).count()


def test_a_reminder_that_is_not_wanted_is_noted_and_not_mailed(term: Term, anna: User, at: datetime) -> None:
    accounts.choose_notifications(user=anna, unwanted=["membership"])
    actions.do_due(at=at)
    accounts.choose_notifications(user=anna, unwanted=[])
    actions.do_due(at=at + timedelta(days=1))
    assert Notice.objects.filter(kind=Kind.RENEWAL_REMINDER).count() == 1
    assert mailed(Kind.RENEWAL_REMINDER) == 0
    actions.do_due(at=at + timedelta(days=19))
    assert mailed(Kind.RENEWAL_REMINDER) == 1


def test_points_that_fell_are_not_mailed_to_who_does_not_want_to_know(
    term: Term, anna: User, has_points: HasPoints, at: datetime
) -> None:
    accounts.choose_notifications(user=anna, unwanted=["membership"])
    has_points(100)
    actions.do_due(at=at)
    assert Notice.objects.filter(kind=Kind.POINTS_FELL).count() == 1
    assert mailed(Kind.POINTS_FELL) == 0


def test_what_belongs_to_the_contract_is_mailed_to_everybody(term: Term, anna: User, at: datetime) -> None:
    accounts.choose_notifications(user=anna, unwanted=EVERYTHING)
    actions.suspend(term=term, reference="invoice:1", at=at)
    actions.restore(reference="invoice:1", at=at)
    actions.cancel(company=term.subscription.company, seen_until=term.ends_on, by=anna, at=at)
    assert [mailed(kind) for kind in (Kind.SUSPENDED, Kind.RESTORED, Kind.CANCELLED)] == [1, 1, 1]


@pytest.mark.parametrize("kind", Kind.values)
def test_only_reminders_and_invitations_can_be_switched_off(anna: User, kind: str) -> None:
    accounts.choose_notifications(user=anna, unwanted=EVERYTHING)
    anna.refresh_from_db()
    optional = {Kind.INVITATION, Kind.INVITATION_REMINDER, Kind.RENEWAL_REMINDER, Kind.POINTS_FELL}
    assert emails.is_wanted(kind, by=anna) is (kind not in optional)
