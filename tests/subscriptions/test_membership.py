from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company
from subscriptions.membership import membership_of
from subscriptions.models import Term
from subscriptions.periods import end_of_term, months_after
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 9, 14), date(2027, 9, 14)),
        (date(2026, 1, 31), date(2027, 1, 31)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 1, 1), date(2028, 1, 1)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2027, 3, 1), date(2028, 3, 1)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 28), date(2028, 3, 28)),
        (date(2026, 10, 25), date(2027, 10, 25)),
    ],
)
def test_a_term_lasts_twelve_calendar_months(start: date, end: date) -> None:
    assert end_of_term(start) == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
    ],
)
def test_months_end_with_the_month(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_year_is_a_year(start: date) -> None:
    assert 365 <= (end_of_term(start) - start).days <= 366


@pytest.fixture
def term(company: Company) -> Term:
    """Silver for the year 2026."""
    return TermFactory.create(subscription=SubscriptionFactory.create(company=company))


@pytest.mark.parametrize(
    ("day", "active", "days_left"),
    [
        (date(2025, 12, 31), False, 0),
        (date(2026, 1, 1), True, 365),
        (date(2026, 12, 31), True, 1),
        (date(2027, 1, 1), False, 0),
    ],
)
def test_whether_a_company_is_a_member_is_read_from_the_dates(
    company: Company, term: Term, day: date, active: bool, days_left: int
) -> None:
    membership = membership_of(company=company, on=day)
    assert (membership.is_active, membership.days_left) == (active, days_left)
    assert term.subscription.is_active(on=day) == active
    assert (term.subscription.current_term(on=day) == term) == active


def test_a_member_s_state_takes_three_queries(
    company: Company, term: Term, has_points: HasPoints, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    has_points(600)
    with django_assert_num_queries(3):
        membership = membership_of(company=company, on=date(2026, 6, 1))
        assert membership.number == term.subscription.number
        assert membership.level == term.level
        assert membership.until == date(2026, 12, 31)
        assert not membership.can_sign_up
        assert not membership.is_below_its_level


def test_a_former_member_may_sign_up_again(company: Company, term: Term, has_points: HasPoints) -> None:
    has_points(600)
    membership = membership_of(company=company, on=term.ends_on + timedelta(days=1))
    assert membership.was_member
    assert membership.can_sign_up
    assert membership.level is None
    assert membership.number == term.subscription.number


@pytest.mark.parametrize(("total", "missing", "may"), [(1, 499, False), (499, 1, False), (500, 0, True)])
def test_what_is_missing_to_the_lowest_level(
    company: Company, has_points: HasPoints, total: int, missing: int, may: bool
) -> None:
    has_points(total)
    membership = membership_of(company=company, on=date(2026, 6, 1))
    assert (membership.missing_points, membership.can_sign_up) == (missing, may)


def test_the_level_stays_when_the_points_fall(company: Company, term: Term, has_points: HasPoints) -> None:
    has_points(100)
    membership = membership_of(company=company, on=date(2026, 6, 1))
    assert membership.is_active
    assert membership.is_below_its_level


def test_when_terms_follow_one_another_the_running_one_counts(company: Company, term: Term) -> None:
    following = TermFactory.create(
        subscription=term.subscription, starts_on=term.ends_on, ends_on=date(2028, 1, 1)
    )
    assert membership_of(company=company, on=date(2026, 6, 1)).term == term
    assert membership_of(company=company, on=term.ends_on).term == following
