"""No page, status code or header tells whether an address is known: whole answers are compared."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from post_office.models import Email

from accounts.models import Application, AskedMail, User
from tests.factories import PASSWORD, StaffFactory, SubmittedApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_EACH_TIME = {"Content-Length", "Expires", "X-Request-ID"}
KINDS = ("unknown", "known", "applicant", "staff", "deactivated")


@pytest.fixture
def address(anna: User) -> Callable[[str], str]:
    """An address of each kind."""
    StaffFactory.create(email="staff@foto.example")
    UserFactory.create(email="deactivated@foto.example", is_active=False)
    SubmittedApplicationFactory.create(email="applicant@foto.example")
    known = {"known": anna.email}
    return lambda kind: known.get(kind, f"{kind}@foto.example")


def whole(response: Any, email: str) -> tuple[int, list[tuple[str, str]], str]:
    """Everything that a stranger receives, without tokens, the time of day and the address that was typed."""
    body = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": )"\w+"', "", response.content.decode())
    cookies = [
        (name, re.sub(r"^[^=]+=[^;]*|expires=[^;]+", "", one.OutputString()))
        for name, one in response.cookies.items()
    ]
    headers = [pair for pair in response.headers.items() if pair[0] not in NEW_EACH_TIME]
    return response.status_code, sorted(headers + cookies), body.replace(email, "…")


def log_in(client: Client, email: str) -> Any:
    return client.post("/login/", {"login": email, "password": "not the one at all"})


def reset(client: Client, email: str) -> Any:
    return client.post("/password/reset/", {"email": email})


def reset_and_look(client: Client, email: str) -> Any:
    return client.post("/password/reset/", {"email": email}, follow=True)


def sign_up(client: Client, email: str) -> Any:
    return client.post("/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD})


def status_link(client: Client, email: str) -> Any:
    return client.post("/application/", {"email": email}, follow=True)


def register(client: Client, email: str) -> Any:
    contact = {"contact_name": "Zane", "email": email, "phone": "+371 20000000", "language": "lv"}
    key = "6fa459ea-ee8a-4ca4-894e-db77e160355e"
    Application.objects.filter(key=key).delete()
    return client.post(f"/register/{key}/contact/", contact, follow=True)


@pytest.mark.parametrize("door", [log_in, reset, reset_and_look, sign_up, status_link, register])
def test_the_whole_answer_is_the_same_for_everybody(
    address: Callable[[str], str], door: Callable[[Client, str], Any]
) -> None:
    answers = {kind: whole(door(Client(), address(kind)), address(kind)) for kind in KINDS}
    for kind in KINDS:
        assert answers[kind] == answers["unknown"], kind


def test_an_invitation_answers_the_same_for_everybody(as_anna: Client, address: Callable[[str], str]) -> None:
    given = [address(kind) for kind in KINDS if kind != "known"]
    answers: list[Any] = []
    for email in given:
        response = as_anna.post("/account/people/invite/", {"email": email, "kind": "colleague"})
        answers.append(whole(response, email))
        page = as_anna.get("/account/people/")  # with the message, and everybody who was invited so far
        answers[-1] += (page.status_code, email in page.content.decode())
    assert all(answer == answers[0] for answer in answers)


def test_neither_door_nor_page_mails_anybody_the_worker_does(
    client: Client, address: Callable[[str], str]
) -> None:
    for kind in KINDS:
        reset(client, address(kind))
        status_link(client, address(kind))
    assert Email.objects.count() == 0
    assert AskedMail.objects.count() == 2 * len(KINDS)


def test_the_worker_writes_to_those_who_are_there(
    client: Client, address: Callable[[str], str], work: Callable[[], None]
) -> None:
    for kind in KINDS:
        reset(client, address(kind))
    work()
    told = {mail.to[0]: mail.subject for mail in Email.objects.all()}
    assert told == {
        address("known"): "Set a new password",
        address("staff"): "Set a new password",
        address("applicant"): "Your account is still being checked",
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", [log_in, reset, status_link])
def test_limits_are_reached_as_soon_whether_an_address_is_known_or_not(
    client: Client, address: Callable[[str], str], door: Callable[[Client, str], Any], kind: str
) -> None:
    answers = [whole(door(client, address(kind)), address(kind)) for _ in range(6)]
    assert all(answer == answers[0] for answer in answers[:5])
    assert answers[5] != answers[0]


def test_the_page_that_asks_for_patience_is_ours(client: Client, anna: User) -> None:
    answers = [reset(client, anna.email) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Wait a few minutes" in answers[-1].content.decode()


def test_the_measuring_command_leaves_nothing_behind(at: datetime) -> None:
    out = StringIO()
    with suppress(CommandError):  # two tries prove nothing about the time
        call_command("timing_of_neutral_answers", "--tries=2", "--json", stdout=out)
    figures = json.loads(out.getvalue())
    assert set(figures) == {"log-in", "reset", "status link", "registration", "invitation"}
    assert all(set(series["medians_ms"]) == set(KINDS) for series in figures.values())
    assert not User.objects.exists()
    assert not Application.objects.exists()
