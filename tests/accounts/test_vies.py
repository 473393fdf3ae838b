from datetime import datetime, timedelta
from socket import socket

import pytest
from pytest_django.fixtures import Settings

from accounts import actions
from accounts import vies as register
from accounts.models import VatCheck
from sandbox.vies import ERRORS, ViesSandbox

pytestmark = pytest.mark.django_db
NUMBER = "LV40003245752"


def answered(at: datetime) -> VatCheck:
    check = actions.ask_about(number=NUMBER, at=at)
    actions.ask_due(at=at)
    check.refresh_from_db()
    return check


def test_a_valid_number_comes_with_its_evidence(vies: ViesSandbox, at: datetime) -> None:
    vies.answer(number=NUMBER, with_="valid", name="SIA KALNIŅA FOTO", address="Brīvības iela 1, Rīga")
    check = answered(at)
    assert check.status == VatCheck.Status.VALID
    assert check.answered_at == at
    assert check.consultation_number.startswith("WAPI")
    assert (check.trader_name, check.trader_address) == ("SIA KALNIŅA FOTO", "Brīvības iela 1, Rīga")
    assert check.reply is not None
    assert check.reply["requestIdentifier"] == check.consultation_number
    assert list(VatCheck.objects.proofs(number=NUMBER, since=at - timedelta(days=90))) == [check]


def test_the_requester_is_named(vies: ViesSandbox, at: datetime) -> None:
    answered(at)
    assert vies.asked[0]["requesterMemberStateCode"] == "NL"
    assert vies.asked[0]["requesterNumber"] == "005916343B01"


@pytest.mark.parametrize("answer", ["invalid", "INVALID_INPUT"])
def test_no_is_no(vies: ViesSandbox, at: datetime, answer: str) -> None:
    vies.answer(number=NUMBER, with_=answer)
    check = answered(at)
    assert check.status == VatCheck.Status.INVALID
    assert not VatCheck.objects.due(at=at + timedelta(days=9)).exists()


@pytest.mark.parametrize(
    "answer", ["cut", "html", "http_500", *(name for name in ERRORS if name != "INVALID_INPUT")]
)
def test_trouble_is_never_a_no(vies: ViesSandbox, at: datetime, answer: str) -> None:
    vies.answer(number=NUMBER, with_=answer)
    check = answered(at)
    assert check.status == VatCheck.Status.UNAVAILABLE
    assert check.answered_at is None
    assert check.reply


def test_a_slow_register_is_unavailable(
    vies: ViesSandbox, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "TIMEOUT_SECONDS", 0.2)
    vies.answer(number=NUMBER, with_="slow", seconds=2)
    assert answered(at).status == VatCheck.Status.UNAVAILABLE


def test_nobody_at_home_is_unavailable(settings: Settings, at: datetime) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.VIES_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert answered(at).status == VatCheck.Status.UNAVAILABLE


def test_the_pauses_grow_until_an_answer_comes(vies: ViesSandbox, at: datetime) -> None:
    vies.answer(number=NUMBER, with_="MS_UNAVAILABLE")
    check = actions.ask_about(number=NUMBER, at=at)
    waited = []
    for _try in range(8):
        actions.ask_due(at=at)
        check.refresh_from_db()
        waited.append(check.due_at - at)
        assert actions.ask_due(at=check.due_at - timedelta(seconds=1)) == 0
        at = check.due_at
    assert waited == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440, 1440, 1440)]
    vies.answer(number=NUMBER, with_="valid")
    actions.ask_due(at=at)
    check.refresh_from_db()
    assert check.status == VatCheck.Status.VALID


def test_one_question_at_a_time(at: datetime) -> None:
    assert actions.ask_about(number=NUMBER, at=at) == actions.ask_about(number=NUMBER, at=at)


def test_an_answered_question_may_be_asked_anew(vies: ViesSandbox, at: datetime) -> None:
    first = answered(at)
    later = at + timedelta(days=100)
    second = answered(later)
    assert first != second
    assert list(VatCheck.objects.proofs(number=NUMBER, since=later - timedelta(days=90))) == [second]
    assert VatCheck.objects.newest(number=NUMBER) == second
