"""Sixteen at once: one sign-up, one term, one number, one invitation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from post_office.models import Email

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions
from subscriptions.models import Acceptance, Invitation, MembershipNumber, SignUp, Subscription, Term, Terms

THREADS = 16
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Result = TypeVar("Result")


def at_once(act: Callable[[], Result]) -> list[Result]:
    """Run the act in all threads at the same moment, each with a connection of its own."""
    barrier = Barrier(THREADS)

    def one(_number: int) -> Result:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


@pytest.fixture
def reviewed(company: Company, anna: User, at: datetime) -> SignUp:
    points.credit(company=company, amount=600, reference="race", cause=Cause("Test"), at=at)
    sign_up = actions.accept_and_begin(company=company, by=anna, terms=Terms.objects.current(at=at), at=at)
    actions.choose_level(sign_up=sign_up, level=Level.objects.get(code="silver"), at=at)
    return actions.review(sign_up=sign_up, purchase_order="", at=at)


@pytest.mark.parametrize("_round", range(5))
def test_a_double_click_sixteen_times_starts_one_term(reviewed: SignUp, at: datetime, _round: int) -> None:
    started = at_once(lambda: actions.start(sign_up=reviewed, payment=SignUp.Payment.CARD, at=at).pk)

    assert len(set(started)) == 1
    assert (Term.objects.count(), Subscription.objects.count()) == (1, 1)
    assert (MembershipNumber.objects.count(), Email.objects.count()) == (1, 1)


@pytest.mark.parametrize("_round", range(3))
def test_sixteen_windows_begin_one_sign_up(company: Company, anna: User, at: datetime, _round: int) -> None:
    points.credit(company=company, amount=600, reference="race", cause=Cause("Test"), at=at)
    terms = Terms.objects.current(at=at)
    begun = at_once(lambda: actions.accept_and_begin(company=company, by=anna, terms=terms, at=at).pk)

    assert len(set(begun)) == 1
    assert (SignUp.objects.count(), Acceptance.objects.count()) == (1, 1)


@pytest.mark.parametrize("_round", range(3))
def test_sixteen_registrations_at_once_send_one_invitation(
    company: Company, anna: User, at: datetime, _round: int
) -> None:
    points.credit(company=company, amount=500, reference="race", cause=Cause("Test"), at=at)
    at_once(lambda: actions.invite_if_eligible(company=company, at=at))

    assert (Invitation.objects.count(), Email.objects.count()) == (1, 1)


def test_an_old_number_that_two_companies_claim_goes_to_one(company: Company, at: datetime) -> None:
    kept = at_once(lambda: actions.keep_legacy_number(company=company, number="103892241", at=at).pk)
    assert set(kept) == {"103892241"}
    assert MembershipNumber.objects.count() == 1
