"""A form of staff that sixteen browsers send at once does one thing."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Company, User
from points.models import Balance
from support.members import actions
from support.members.models import Deed
from support.members.staff_actions import ACTS, Case
from tests.races.crew import crew
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ROUNDS = size("TEST_ROUNDS") // 2


def test_an_act_is_done_once(company: Company, anna: User, vera: User) -> None:
    case = Case(company, None, vera, timezone.now())
    with crew() as people:
        for _round in range(ROUNDS):
            given = {"key": uuid4(), "reason": "Gift.", "amount": 10, "since_on": None}

            def act(given: dict[str, object] = given) -> int:
                return actions.perform(act=ACTS["correct-points"], case=case, given=given).pk

            assert len(set(people.at_once(act))) == 1
    assert Deed.objects.count() == ROUNDS
    assert Balance.objects.get().points == 10 * ROUNDS
