"""Eight verifiers and workers at once: a case belongs to one, and a mail is sent once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from post_office.models import Email

from accounts import actions
from accounts.actions.history import remember
from accounts.models import Application, CaseEvent, User
from cps_portal.lib.errors import StaleDecision
from tests.factories import SubmittedApplicationFactory

THREADS = 8
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Result = TypeVar("Result")


@pytest.fixture
def verifiers(db: None) -> list[User]:
    emails = [f"verifier{number}@canon.example" for number in range(THREADS)]
    return [User.objects.create(email=email, is_staff=True) for email in emails]


def each_at_once(people: list[User], act: Callable[[User], Result]) -> list[Result]:
    """Let every person do the act at the same moment, each with a connection of their own."""
    barrier = Barrier(len(people))

    def one(person: User) -> Result:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return act(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


@pytest.mark.parametrize("_round", range(3))
def test_each_verifier_gets_a_next_case_of_their_own(
    verifiers: list[User], at: datetime, _round: int
) -> None:
    SubmittedApplicationFactory.create_batch(THREADS)
    given = each_at_once(verifiers, lambda by: actions.take_next(by=by, done=None, at=at))
    assert len({case.pk for case in given if case is not None}) == THREADS
    assert set(Application.objects.values_list("status", flat=True)) == {"in_review"}


@pytest.mark.parametrize("_round", range(3))
def test_one_of_many_who_claim_gets_the_case(verifiers: list[User], at: datetime, _round: int) -> None:
    case = SubmittedApplicationFactory.create()

    def claims(by: User) -> str:
        try:
            actions.claim(case=Application.objects.get(pk=case.pk), by=by, at=at)
        except StaleDecision as no:
            return no.message
        return "claimed"

    said = each_at_once(verifiers, claims)
    assert said.count("claimed") == 1
    assert CaseEvent.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_many_workers_remind_and_escalate_once(verifiers: list[User], at: datetime, _round: int) -> None:
    lead = verifiers[0]
    lead.groups.add(Group.objects.get_or_create(name="Lead")[0])
    silent = SubmittedApplicationFactory.create(status="waiting", claimed_by=lead, promised_on=at.date())
    remember(silent, CaseEvent.Act.ASKED, at=at)
    SubmittedApplicationFactory.create(promised_on=at.date())

    def sweeps(_worker: User) -> None:
        actions.remind_silent(at=at + timedelta(days=9))
        actions.escalate_broken(at=at + timedelta(days=9))

    each_at_once(verifiers, sweeps)
    assert CaseEvent.objects.filter(act="reminded").count() == 1
    assert CaseEvent.objects.filter(act="escalated").count() == 1
    assert Email.objects.count() == 2
