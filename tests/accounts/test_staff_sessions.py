"""Staff need a second factor, are logged out when they are away, and lose at once what is taken from them."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import DjangoAssertNumQueries as Budget
from pytest_django.fixtures import Settings

from accounts.middleware import SESSION_KEY
from accounts.models import LogIn, User
from tests.factories import PASSWORD, StaffFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600
QUEUE = "/admin/accounts/application/"


def age(client: Client, *, since: int, seen: int) -> None:
    """Make the session as old as that, in seconds."""
    session = client.session
    session[SESSION_KEY] = (time.time() - since, time.time() - seen)
    session.save()


def is_in(client: Client) -> bool:
    return client.get(QUEUE).status_code == 200


@pytest.mark.parametrize(
    ("since", "seen", "stays"),
    [
        (29 * MINUTE, 29 * MINUTE, True),
        (31 * MINUTE, 31 * MINUTE, False),
        (9 * HOUR, MINUTE, True),
        (10 * HOUR + MINUTE, 0, False),
    ],
)
def test_staff_are_logged_out_when_they_are_away_or_the_day_is_over(
    as_vera: Client, since: int, seen: int, stays: bool
) -> None:
    as_vera.get(QUEUE)
    age(as_vera, since=since, seen=seen)
    assert is_in(as_vera) is stays


def test_the_log_in_page_says_why_and_leads_back(as_vera: Client, vera: User) -> None:
    age(as_vera, since=HOUR, seen=HOUR)
    answer = as_vera.get(f"{QUEUE}?who=me", follow=True)
    assert "nothing happened for 30 minutes" in answer.content.decode()
    back = as_vera.post(
        answer.request["PATH_INFO"], {"login": vera.email, "password": PASSWORD, "next": f"{QUEUE}?who=me"}
    )
    assert back.headers["Location"] == f"{QUEUE}?who=me"


def test_what_was_about_to_be_written_is_not_and_the_way_leads_back_to_its_page(as_vera: Client) -> None:
    age(as_vera, since=HOUR, seen=HOUR)
    page = "http://testserver/admin/accounts/application/7/case/"
    answer = as_vera.post("/admin/accounts/application/7/claim/", headers={"Referer": page})
    assert (
        answer.headers["Location"]
        == "/login/?next=http%3A%2F%2Ftestserver%2Fadmin%2Faccounts%2Fapplication%2F7%2Fcase%2F"
    )


def test_a_page_that_asks_by_itself_is_led_to_the_log_in_page_whole(as_vera: Client) -> None:
    age(as_vera, since=HOUR, seen=HOUR)
    answer = as_vera.get(
        "/staff/look-up/", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/"}
    )
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Fhome%2F"


def test_an_open_page_does_not_keep_its_reader_logged_in(as_vera: Client) -> None:
    age(as_vera, since=HOUR, seen=29 * MINUTE)
    before = as_vera.session[SESSION_KEY]
    as_vera.post("/admin/accounts/application/7/present/")
    assert as_vera.session[SESSION_KEY] == before


def test_activity_is_written_once_a_minute(as_vera: Client) -> None:
    age(as_vera, since=HOUR, seen=59)
    before = as_vera.session[SESSION_KEY]
    as_vera.get(QUEUE)
    assert as_vera.session[SESSION_KEY] == before
    age(as_vera, since=HOUR, seen=61)
    as_vera.get(QUEUE)
    assert as_vera.session[SESSION_KEY][1] == pytest.approx(time.time(), abs=5)


def test_the_end_of_a_session_is_among_the_log_ins(client: Client, vera: User) -> None:
    client.post("/login/", {"login": vera.email, "password": PASSWORD})
    age(client, since=HOUR, seen=HOUR)
    client.get(QUEUE)
    assert LogIn.objects.get(user=vera).ended_at is not None


def test_customers_stay_logged_in(as_anna: Client) -> None:
    age(as_anna, since=99 * HOUR, seen=99 * HOUR)
    assert as_anna.get("/products/").status_code == 200


def totp(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


def passkey(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})


def recovery_codes(user: User) -> None:
    RecoveryCodes.activate(user)


def nothing(user: User) -> None:
    """Set nothing up."""


@pytest.mark.parametrize(
    ("factor", "lets_in"), [(totp, True), (passkey, True), (recovery_codes, False), (nothing, False)]
)
def test_staff_need_a_second_factor(
    as_vera: Client, vera: User, settings: Settings, factor: Callable[[User], None], lets_in: bool
) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    factor(vera)
    assert is_in(as_vera) is lets_in
    assert (as_vera.get("/staff/look-up/").status_code == 200) is lets_in


@pytest.mark.parametrize("factor", [totp, passkey])
def test_the_password_alone_logs_nobody_in_who_has_a_second_factor(
    client: Client, vera: User, factor: Callable[[User], None]
) -> None:
    factor(vera)
    answer = client.post("/login/", {"login": vera.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/2fa/authenticate/"
    assert client.get(QUEUE).status_code == 302


def test_a_recovery_code_is_a_second_step_once(client: Client, vera: User) -> None:
    totp(vera)
    recovery_codes(vera)
    code = (
        Authenticator.objects.get(user=vera, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()[0]
    )
    for is_first in (True, False):
        client.post("/login/", {"login": vera.email, "password": PASSWORD})
        client.post("/2fa/authenticate/", {"code": code})
        assert is_in(client) is is_first
        client.post("/logout/")


def lose_role(user: User) -> None:
    user.groups.clear()


def leave_staff(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


def be_deactivated(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_role, leave_staff, be_deactivated])
def test_what_is_taken_from_staff_is_gone_with_the_next_request(lose: Callable[[User], None]) -> None:
    user = with_role("Verifier")
    client = Client()
    client.force_login(user)
    assert is_in(client)
    lose(user)
    assert not is_in(client)


def test_a_role_that_is_given_counts_with_the_next_request() -> None:
    user = StaffFactory.create(is_superuser=False)
    client = Client()
    client.force_login(user)
    assert not is_in(client)
    user.groups.set(with_role("Verifier").groups.all())
    assert is_in(client)


def test_looking_at_the_clock_costs_no_query(as_vera: Client, django_assert_num_queries: Budget) -> None:
    as_vera.get("/accessibility/")
    # The session, the person, and the line in the staff log.
    with django_assert_num_queries(3):
        as_vera.get("/accessibility/")
