"""The look-up as JSON: scoped, expiring tokens, and errors that other systems can read."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions import actions as subscriptions
from subscriptions.models import MembershipNumber, Term
from support.interface import actions
from support.interface.models import ApiToken
from support.lookup.models import LookUp
from tests.factories import MembershipNumberFactory, RegistrationFactory, SubscriptionFactory, TermFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
ALL = ApiToken.Scope.values


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def token(vera: User) -> str:
    now = clock.now()
    return actions.make_token(
        name="Call centre", scopes=ALL, by=vera, expires_at=now + timedelta(days=30), at=now
    )[1]


@pytest.fixture
def term(company: Company) -> Term:
    """A membership that runs for another month."""
    number = MembershipNumberFactory.create(number="151335488", company=company)
    today = clock.today()
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, number=number),
        starts_on=today - timedelta(days=330),
        ends_on=today + timedelta(days=30),
    )


def ask(path: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().get(f"/api/v1/{path}", headers=headers)


def test_a_member_is_found_by_number(token: str, term: Term, company: Company) -> None:
    answer = ask("members/151335488", token)
    assert answer.json() == {
        "number": "151335488",
        "current_number": "151335488",
        "company": company.legal_name,
        "country": "LV",
        "status": "active",
        "level": "CPS Silver",
        "since": str(term.starts_on),
        "valid_until": str(term.expires_on),
    }


def test_an_old_number_leads_to_the_present_one(token: str, term: Term, company: Company) -> None:
    MembershipNumberFactory.create(number="103000001", company=company, kind=MembershipNumber.Kind.LEGACY)
    assert ask("members/103000001", token).json()["current_number"] == "151335488"


def test_a_card_is_valid_expired_suspended_or_replaced(
    token: str, term: Term, company: Company, anna: User
) -> None:
    assert ask("cards/151335488", token).json()["is_valid"] is True
    subscriptions.suspend(term=term, reference="invoice:1", at=clock.now())
    assert ask("cards/151335488", token).json()["status"] == "suspended"
    subscriptions.restore(reference="invoice:1", at=clock.now())
    over = clock.today() - timedelta(days=1)
    Term.objects.update(ends_on=over, promised_until=over)
    assert ask("cards/151335488", token).json()["status"] == "expired"
    MembershipNumberFactory.create(number="103000001", company=company, kind=MembershipNumber.Kind.LEGACY)
    assert ask("cards/103000001", token).json()["is_valid"] is False


def test_a_card_says_nothing_personal(token: str, term: Term, company: Company) -> None:
    assert company.legal_name not in ask("cards/151335488", token).content.decode()


def test_gear_is_found_by_serial_however_it_is_written(token: str, term: Term, company: Company) -> None:
    RegistrationFactory.create(company=company, serial="012345678901")
    (gear,) = ask("gear/0123 4567-8901", token).json()
    assert (gear["serial"], gear["membership_number"], gear["is_registered"]) == (
        "012345678901",
        "151335488",
        True,
    )
    assert ask("gear/999999999", token).json() == []


def test_every_look_at_somebody_s_data_is_logged_with_the_token(
    token: str, term: Term, company: Company
) -> None:
    ask("members/151335488", token)
    look = LookUp.objects.get()
    assert (look.by, look.query, look.company) == (None, "151335488", company)
    assert look.system.startswith("Call centre (cps_")


@pytest.mark.parametrize(
    ("path", "status"),
    [("members/999999999", 404), ("members/12", 422), ("cards/abc", 422), ("gear/%00%00%00%00%00", 422)],
)
def test_errors_are_problem_details(token: str, path: str, status: int) -> None:
    answer = ask(path, token)
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert problem["detail"]


def test_nobody_asks_without_a_token(term: Term) -> None:
    answer = ask("members/151335488")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert ask("members/151335488", "cps_wrong").status_code == 401


def test_a_token_that_expired_or_was_revoked_is_none(token: str, term: Term) -> None:
    ApiToken.objects.update(expires_at=clock.now())
    assert ask("members/151335488", token).status_code == 401
    ApiToken.objects.update(expires_at=clock.now() + timedelta(days=1))
    actions.revoke_token(token=ApiToken.objects.get(), at=clock.now())
    assert ask("members/151335488", token).status_code == 401


@pytest.mark.parametrize("scope", ALL)
def test_a_token_does_what_its_scopes_say(vera: User, term: Term, scope: str) -> None:
    now = clock.now()
    text = actions.make_token(
        name="Kiosk", scopes=[scope], by=vera, expires_at=now + timedelta(days=1), at=now
    )[1]
    paths = {"members": "members/151335488", "cards": "cards/151335488", "gear": "gear/151335488"}
    assert {name: ask(path, text).status_code for name, path in paths.items()} == {
        name: 200 if name == scope else 403 for name in paths
    }


def test_too_many_questions_wait(vera: User, token: str, term: Term, settings: Settings) -> None:
    statuses = [ask("cards/151335488", token).status_code for _question in range(settings.API_PER_MINUTE + 1)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {200}


def test_only_the_digest_of_a_token_is_kept(token: str) -> None:
    kept = ApiToken.objects.values().get()
    assert token not in str(kept)


def test_a_lead_makes_a_token_and_sees_it_once() -> None:
    client = Client()
    client.force_login(with_role("Lead"))
    tomorrow = clock.today() + timedelta(days=2)
    form = {"name": "Kiosk", "scopes": ["cards"], "expires_on": tomorrow.isoformat()}
    answer = client.post(reverse("admin:interface_apitoken_add"), form)
    (said,) = [str(message) for message in get_messages(answer.wsgi_request) if "<code>" in str(message)]
    text = said.split("<code>")[1].split("</code>")[0]
    assert ApiToken.objects.by_token(text, at=clock.now())


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2090, 1, 1)])
def test_a_token_lives_for_a_year_at_most(day: date) -> None:
    client = Client()
    client.force_login(with_role("Lead"))
    form = {"name": "Kiosk", "scopes": ["cards"], "expires_on": day.isoformat()}
    assert "Choose a day" in client.post(reverse("admin:interface_apitoken_add"), form).content.decode()
    assert not ApiToken.objects.exists()


def test_the_document_and_its_page_are_there_for_who_builds_on_them(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "CPS portal"
    page = client.get("/api/v1/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "//cdn" not in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whatever_is_asked_gets_an_answer_that_the_document_names(
    token: str, term: Term, company: Company, settings: Settings, live_server: LiveServer
) -> None:
    """schemathesis makes up requests, good and bad, and holds every answer against the OpenAPI document."""
    settings.API_PER_MINUTE = 1_000_000
    RegistrationFactory.create(company=company, serial="012345678901")
    words = ["run", f"{live_server.url}/api/v1/openapi.json", f"--header=Authorization: Bearer {token}"]
    words += [
        "--max-examples=40",
        "--checks=all",
        "--continue-on-failure",
        "--workers=1",
        "--no-color",
        "--seed=5",
    ]
    command = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run([command, *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:]
    asked = re.search(r"(\d+) generated", done.stdout)
    assert asked
    assert int(asked[1]) > 100
