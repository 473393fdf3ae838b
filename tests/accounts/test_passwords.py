from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts import actions
from accounts.models import Application, Role, SecretLink, User
from tests.factories import PASSWORD, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "twelve grey herons at dawn"
TWICE = {"password1": NEW, "password2": NEW}


@pytest.fixture
def janis(db: None) -> User:
    """An owner who was approved and has no password yet."""
    user = User.objects.create_user("janis@foto.example", name="Jānis Kalniņš", language="lv")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
    RoleFactory.create(user=user, kind=Role.Kind.OWNER)
    return user


@pytest.fixture
def link(janis: User) -> str:
    return f"/set-password/{actions.issue_link(to=janis, at=timezone.now())}/"


def test_opening_the_link_changes_nothing(client: Client, janis: User, link: str) -> None:
    for _again in range(3):
        assert client.get(link).status_code == 200
    assert SecretLink.objects.get().used_at is None
    janis.refresh_from_db()
    assert not janis.has_usable_password()


def test_the_post_sets_the_password_and_logs_in(client: Client, janis: User, link: str) -> None:
    response = client.post(link, TWICE)
    assert response.url == "/products/"  # type: ignore[attr-defined]
    assert response.cookies["django_language"].value == "lv"
    assert client.session["_auth_user_id"] == str(janis.pk)
    janis.refresh_from_db()
    assert janis.check_password(NEW)


def test_the_link_works_once(client: Client, janis: User, link: str) -> None:
    client.post(link, TWICE)
    stranger = Client()
    assert stranger.get(link).status_code == 410
    assert stranger.post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 410
    janis.refresh_from_db()
    assert janis.check_password(NEW)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"password1": NEW, "password2": "something else"}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "janis@foto.example", "password2": "janis@foto.example"}, "too similar"),
        ({}, "This field is required."),
    ],
)
def test_a_poor_password_is_refused_and_the_link_lives_on(
    client: Client, link: str, given: dict[str, str], why: str
) -> None:
    assert why in client.post(link, given).content.decode()
    assert SecretLink.objects.get().used_at is None


def test_an_expired_link_sends_a_new_one_by_a_post_only(
    client: Client, janis: User, link: str, mail_to: Callable[[str], Email]
) -> None:
    SecretLink.objects.update(created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now())
    page = client.get(link)
    assert page.status_code == 410
    assert Email.objects.count() == 0
    client.post(f"{link}again/")
    mail = mail_to("janis@foto.example")
    assert "/set-password/" in mail.message
    assert 'lang="lv"' in mail.html_message


def test_asking_for_a_new_link_answers_everybody_alike(client: Client, janis: User, link: str) -> None:
    client.post(link, TWICE)
    stranger = Client()
    used, unknown = stranger.post(f"{link}again/"), stranger.post("/set-password/unknown/again/")
    assert (used.status_code, used.url) == (unknown.status_code, unknown.url)  # type: ignore[attr-defined]
    assert Email.objects.count() == 0


def test_a_new_link_ends_the_old_one(client: Client, janis: User, link: str) -> None:
    SecretLink.objects.update(created_at=timezone.now() - timedelta(hours=1))
    client.post(f"{link}again/")
    assert client.get(link).status_code == 410


# --- log-in and reset ------------------------------------------------------------------------------


def ask_for_reset(client: Client, email: str) -> tuple[int, str, bytes]:
    response = client.post("/password/reset/", {"email": email})
    done = client.get(response.url)  # type: ignore[attr-defined]
    return response.status_code, response.url, done.content  # type: ignore[attr-defined]


def test_the_answer_to_a_reset_is_the_same_for_everybody(case: Application, anna: User) -> None:
    answers = {
        ask_for_reset(Client(), email)[:2]
        for email in (anna.email, "janis@foto.example", "nobody@foto.example")
    }
    assert len(answers) == 1


def test_a_reset_before_approval_brings_a_mail_without_a_link(
    client: Client, case: Application, mail_to: Callable[[str], Email]
) -> None:
    ask_for_reset(client, "Janis@foto.example")
    mail = mail_to("janis@foto.example")
    assert mail.subject == "Your account is still being checked"
    assert "http" not in mail.message
    assert 'href="http' not in mail.html_message


def test_a_reset_for_an_unknown_address_mails_nobody(client: Client, work: Callable[[], None]) -> None:
    ask_for_reset(client, "nobody@foto.example")
    work()
    assert Email.objects.count() == 0


def test_a_reset_brings_a_link_in_the_persons_language(
    client: Client, anna: User, mail_to: Callable[[str], Email]
) -> None:
    actions.choose_language(user=anna, language="lv")
    ask_for_reset(client, anna.email)
    mail = mail_to(anna.email)
    assert "/password/reset/key/" in mail.message
    assert 'lang="lv"' in mail.html_message


def test_after_logging_in_the_pages_speak_the_persons_language(client: Client, anna: User) -> None:
    actions.choose_language(user=anna, language="lv")
    response = client.post("/login/", {"login": anna.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "lv"


@pytest.mark.parametrize("email", ["closed@foto.example", "nobody@foto.example"])
def test_nobody_without_an_open_account_gets_in(client: Client, email: str) -> None:
    UserFactory.create(email="closed@foto.example", is_active=False)
    client.post("/login/", {"login": email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_an_applicant_cannot_log_in_before_approval(client: Client, case: Application) -> None:
    client.post("/login/", {"login": case.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_there_is_no_open_sign_up(client: Client, at: datetime) -> None:
    client.post("/signup/", {"email": "new@foto.example", "password1": NEW, "password2": NEW})
    assert not User.objects.filter(email="new@foto.example").exists()
