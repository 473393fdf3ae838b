from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Company, User
from subscriptions import actions
from subscriptions.models import Suspension, Term
from tests.factories import SubscriptionFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(company: Company, anna: User) -> Term:
    """Silver for the year 2026."""
    return TermFactory.create(subscription=SubscriptionFactory.create(company=company))


def test_a_suspension_of_the_same_reference_is_the_first_one(term: Term, at: datetime) -> None:
    first = actions.suspend(term=term, reference="invoice:1", at=at)
    again = actions.suspend(term=term, reference="invoice:1", at=at + timedelta(days=1))
    assert again == first
    assert again.from_at == at


def test_a_suspension_stands_until_it_is_lifted(term: Term, at: datetime) -> None:
    actions.suspend(term=term, reference="invoice:1", at=at)
    actions.restore(reference="invoice:1", at=at + timedelta(days=3))
    lifted = Suspension.objects.get()
    assert lifted.stands(at=at)
    assert not lifted.stands(at=at + timedelta(days=3))
    assert not Suspension.objects.standing().exists()


def test_lifting_a_suspension_twice_keeps_the_first_day(term: Term, at: datetime) -> None:
    actions.suspend(term=term, reference="invoice:1", at=at)
    actions.restore(reference="invoice:1", at=at)
    actions.restore(reference="invoice:1", at=at + timedelta(days=9))
    assert Suspension.objects.get().until_at == at


def test_a_term_that_is_cut_short_knows_its_unused_days(term: Term, at: datetime) -> None:
    Term.objects.filter(pk=term.pk).update(ends_on=date(2026, 9, 14), cut=Term.Cut.UPGRADED, cut_at=at)
    term.refresh_from_db()
    assert (term.unused_days, term.sold_days) == (109, 365)
    assert list(Term.objects.cut_short()) == [term]


def test_a_term_cut_short_on_its_first_day_is_empty(term: Term, at: datetime) -> None:
    Term.objects.filter(pk=term.pk).update(ends_on=term.starts_on, cut=Term.Cut.WITHDRAWN, cut_at=at)
    assert not Term.objects.running(on=term.starts_on).exists()


def test_no_term_ends_early_without_a_reason(term: Term) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.filter(pk=term.pk).update(ends_on=date(2026, 9, 14))
