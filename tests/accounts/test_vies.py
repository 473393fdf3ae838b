from datetime import datetime, timedelta
from socket import socket

import pytest
from pytest_django.fixtures import Settings

from accounts import actions
from accounts import vies as register
from accounts.models import VatCheck
from sandbox.vies import BROKEN, CONTRADICTIONS, ERRORS, ViesSandbox

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


TROUBLE = [name for name in (*BROKEN, *CONTRADICTIONS, *ERRORS) if name not in ("INVALID_INPUT", "dripping")]


@pytest.mark.parametrize("answer", TROUBLE)
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


def test_a_register_that_drips_is_given_up(
    vies: ViesSandbox, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "WHOLE_ANSWER_SECONDS", 0.1)
    vies.answer(number=NUMBER, with_="dripping")
    check = answered(at)
    assert check.status == VatCheck.Status.UNAVAILABLE
    assert "given up after 1 bytes" in str(check.reply)


def test_every_error_that_vies_documents_has_a_meaning() -> None:
    assert set(register.ERRORS) == set(ERRORS)
    assert {name for name, means in register.ERRORS.items() if means == VatCheck.Status.INVALID} == {
        "INVALID_INPUT"
    }


@pytest.mark.parametrize("answer", sorted(register.OURS_TO_MEND))
def test_trouble_that_is_ours_to_mend_is_told_to_the_operator(
    vies: ViesSandbox, at: datetime, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    vies.answer(number=NUMBER, with_=answer)
    answered(at)
    assert f"VIES refuses to answer us: {answer}" in caplog.text


def test_the_raw_reply_is_kept_whatever_it_holds(vies: ViesSandbox, at: datetime) -> None:
    vies.answer(number=NUMBER, with_="zeros")
    check = answered(at)
    assert check.status == VatCheck.Status.VALID
    assert check.trader_name.startswith("SIA  Foto")
    assert check.reply is not None
    assert check.reply["vatNumber"] == NUMBER[2:]


def test_a_reply_without_end_is_not_read_to_its_end(vies: ViesSandbox, at: datetime) -> None:
    vies.answer(number=NUMBER, with_="huge")
    reply = str(answered(at).reply)
    assert "given up" in reply
    assert len(reply) < 1000


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
