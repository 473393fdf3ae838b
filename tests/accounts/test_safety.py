"""Sessions, log-ins, the new address: what ends what, and who is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts import actions, browsers
from accounts.adapter import Adapter
from accounts.models import EmailChange, LogIn, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1"
NEW = "twelve grey herons at dawn"


def log_in(user: User, agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/security/").status_code == 200


def link_in(mail: Email, part: str) -> str:
    return str(next(line for line in mail.message.splitlines() if part in line)).split("127.0.0.1:8000")[-1]


@pytest.mark.parametrize(
    ("agent", "name"), [(FIREFOX, "Firefox, Linux"), (IPHONE, "Safari, iPhone"), ("curl/8", ""), ("", "")]
)
def test_a_browser_is_named_so_that_people_know_it(agent: str, name: str) -> None:
    assert browsers.named(agent) == name


def test_a_log_in_with_a_new_browser_is_told_by_mail(anna: User) -> None:
    first = log_in(anna)
    assert Email.objects.count() == 0  # the very first one is no surprise
    first.post("/logout/")
    first.post("/login/", {"login": anna.email, "password": PASSWORD})
    assert Email.objects.count() == 0  # nor is a browser that we know
    log_in(anna, IPHONE)
    mail = Email.objects.get()
    assert mail.subject == "Somebody logged in with a new browser"
    assert "Safari, iPhone" in mail.message
    assert "/account/security/" in mail.message


def test_who_does_not_want_log_in_alerts_gets_none(anna: User) -> None:
    actions.choose_notifications(user=anna, unwanted=["log_ins", "security"])
    log_in(anna)
    log_in(anna, IPHONE)
    assert Email.objects.count() == 0
    anna.refresh_from_db()
    assert anna.unwanted == ["log_ins"]  # what keeps the account safe cannot be switched off


def test_anna_sees_her_sessions_and_ends_the_others(anna: User) -> None:
    here, phone = log_in(anna), log_in(anna, IPHONE)
    page = here.get("/account/security/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    here.post("/account/security/sessions/end/")
    assert is_in(here)
    assert not is_in(phone)
    assert LogIn.objects.open(at=timezone.now()).get().browser == "Firefox, Linux"


def test_a_new_password_ends_every_other_session_and_is_told(anna: User) -> None:
    here, phone = log_in(anna), log_in(anna, IPHONE)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/password/change/", given).status_code == 302
    assert is_in(here)
    assert not is_in(phone)
    assert Email.objects.filter(to=anna.email, subject="Your log-in was changed").exists()


def test_a_reset_ends_every_session(anna: User, mail_to: Callable[[str], Email]) -> None:
    phone, stranger = log_in(anna, IPHONE), Client()
    stranger.post("/password/reset/", {"email": anna.email})
    form = stranger.get(link_in(mail_to(anna.email), "/password/reset/key/"), follow=True)
    address = form.request["PATH_INFO"]
    assert stranger.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not is_in(phone)
    anna.refresh_from_db()
    assert anna.check_password(NEW)


def test_opening_a_reset_link_uses_nothing_up(anna: User, mail_to: Callable[[str], Email]) -> None:
    Client().post("/password/reset/", {"email": anna.email})
    link = link_in(mail_to(anna.email), "/password/reset/key/")
    for _scanner in range(3):
        assert Client().get(link, follow=True).status_code == 200
    human = Client()
    address = human.get(link, follow=True).request["PATH_INFO"]
    assert human.post(address, {"password1": NEW, "password2": NEW}).status_code == 302


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "anna@studio.example"])
@pytest.mark.parametrize("door", ["change", "reset"])
def test_a_poor_password_is_refused_at_every_door(
    anna: User, mail_to: Callable[[str], Email], door: str, password: str
) -> None:
    client = log_in(anna)
    address, given = "/password/change/", {"oldpassword": PASSWORD}
    if door == "reset":
        client = Client()
        client.post("/password/reset/", {"email": anna.email})
        link = link_in(mail_to(anna.email), "/password/reset/key/")
        address, given = client.get(link, follow=True).request["PATH_INFO"], {}
    response = client.post(address, {**given, "password1": password, "password2": password})
    assert response.status_code == 200
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


# --- the new address -------------------------------------------------------------------------------


def ask_for(client: Client, email: str, password: str = PASSWORD) -> str:
    given = {"email": email, "password": password}
    return client.post("/account/security/email/", given, follow=True).content.decode()


def test_the_new_address_is_proven_there_and_told_to_the_old_one(
    anna: User, mail_to: Callable[[str], Email]
) -> None:
    here, phone = log_in(anna), log_in(anna, IPHONE)
    assert "We have written to anna@new.example" in ask_for(here, "Anna@New.example")
    link = link_in(mail_to("anna@new.example"), "/new-email/")
    assert Client().get(link).status_code == 200  # a scanner opens it
    anna.refresh_from_db()
    assert anna.email == "anna@studio.example"
    here.post(link)
    anna.refresh_from_db()
    assert anna.email == "anna@new.example"
    assert list(EmailAddress.objects.filter(user=anna).values_list("email", "verified")) == [
        (anna.email, True)
    ]
    assert not is_in(here)
    assert not is_in(phone)
    assert mail_to("anna@studio.example").subject == "You log in with another address now"
    assert is_in(log_in(anna))


def test_the_link_works_once_and_not_for_ever(anna: User, mail_to: Callable[[str], Email]) -> None:
    ask_for(log_in(anna), "anna@new.example")
    link = link_in(mail_to("anna@new.example"), "/new-email/")
    EmailChange.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(link).status_code == 410
    EmailChange.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert Client().post(link).status_code == 302
    again = Client().post(link)
    assert again.status_code == 410
    assert "Send a new link" in again.content.decode()


def test_without_the_password_nothing_is_asked(anna: User) -> None:
    assert "This is not your password" in ask_for(log_in(anna), "anna@new.example", "a guess at it")
    assert not EmailChange.objects.exists()


def test_an_address_of_somebody_else_answers_the_same_and_is_mailed_the_truth(
    anna: User, mail_to: Callable[[str], Email]
) -> None:
    UserFactory.create(email="taken@studio.example")
    client = log_in(anna)
    known, unknown = ask_for(client, "taken@studio.example"), ask_for(client, "free@studio.example")
    assert known.count("taken@studio.example") == unknown.count("free@studio.example")
    ask_for(client, "taken@studio.example")
    assert mail_to("taken@studio.example").subject == "You have a CPS account already"


def test_an_address_that_is_taken_meanwhile_is_refused(anna: User, mail_to: Callable[[str], Email]) -> None:
    ask_for(log_in(anna), "anna@new.example")
    link = link_in(mail_to("anna@new.example"), "/new-email/")
    UserFactory.create(email="anna@new.example")
    assert Client().post(link).status_code == 410
    anna.refresh_from_db()
    assert anna.email == "anna@studio.example"


def test_the_librarys_own_page_of_addresses_leads_to_ours(anna: User) -> None:
    assert log_in(anna).get("/email/").url == "/account/security/email/"  # type: ignore[attr-defined]


def test_the_security_page_stays_within_its_query_budget(
    anna: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = log_in(anna)
    with django_assert_max_num_queries(12):
        assert is_in(client)


# --- the second step -------------------------------------------------------------------------------

NOTICES = {
    "password_changed": "The password of your CPS account was changed.",
    "totp_activated": "An authenticator app was set up",
    "totp_deactivated": "The authenticator app was removed",
    "webauthn_added": "A security key was added",
    "webauthn_removed": "A security key was removed",
    "recovery_codes_generated": "New recovery codes were made",
    "something_new": "Something about how you log in",
}


@pytest.mark.parametrize("notice", NOTICES)
def test_every_change_of_the_log_in_is_told_in_our_words(anna: User, notice: str) -> None:
    Adapter().send_notification_mail(f"account/email/{notice}", anna)
    assert NOTICES[notice] in Email.objects.get(to=anna.email).message


def code(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_customer_sets_up_an_app_and_is_asked_for_its_code(
    anna: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = log_in(anna)
    client.post("/reauthenticate/", {"password": PASSWORD})
    page = client.get("/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert "An authenticator app was set up" in Email.objects.filter(to=anna.email).latest("pk").message
    assert "in use" in client.get("/account/security/").content.decode()
    other = Client()
    asked = other.post("/login/", {"login": anna.email, "password": PASSWORD})
    assert asked.url == "/2fa/authenticate/"  # type: ignore[attr-defined]
    assert not is_in(other)


def test_whoever_has_no_company_any_more_still_reaches_security(db: None) -> None:
    assert is_in(log_in(UserFactory.create(email="alone@studio.example")))


def test_old_log_ins_are_forgotten(anna: User) -> None:
    log_in(anna)
    assert actions.purge_log_ins(at=timezone.now()) == 0
    assert actions.purge_log_ins(at=timezone.now() + timedelta(days=366)) == 1
