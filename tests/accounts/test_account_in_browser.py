"""My account at phone width, in both languages: accessible, and never wider than the window."""

from datetime import datetime

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page
from post_office.models import Email
from pytest_django.live_server_helper import LiveServer

from accounts import actions
from accounts.models import Company, Role, User
from tests.browser import PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import PASSWORD, RoleFactory, SubmittedApplicationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PAGES = [
    "/account/",
    "/account/company/",
    "/account/company/name/",
    "/account/person/",
    "/account/people/",
    "/account/people/invite/",
    "/account/security/",
    "/account/security/email/",
    "/account/notifications/",
    "/account/data/",
    "/2fa/",
]


@pytest.fixture
def karlis(company: Company, anna: User) -> User:
    user = UserFactory.create(name="Kārlis Kolēģis", email="karlis@studio.example")
    RoleFactory.create(user=user, company=company, kind=Role.Kind.COLLEAGUE)
    return user


@pytest.fixture
def busy(company: Company, anna: User, karlis: User, vera: User, at: datetime) -> None:
    """Something on every page: a change that waits, an invitation, an offer, somebody who wants to join, log-ins."""
    facts = {**actions.facts_of(company), "legal_name": "SIA Jaunā studija un partneri"}
    actions.ask_for_change(company=company, after=facts, by=anna, at=at)
    for email in ("ilze@studio.example", "a.very.long.address.of.somebody@photography-studio.example"):
        actions.invite(company=company, email=email, kind=Role.Kind.ACCOUNTANT, by=anna, at=timezone.now())
    actions.offer(role=karlis.role, by=anna, at=at)
    for key, browser in (("1", "Firefox, Windows"), ("2", "Safari, iPhone"), ("3", "")):
        actions.note_log_in(
            user=anna, device_key=key, browser=browser, address="2001:db8::7", at=timezone.now()
        )
    case = SubmittedApplicationFactory.create(email="zane@studio.example", contact_name="Zane Zariņa")
    actions.claim(case=case, by=vera, at=at)
    seen = case.events.latest("pk").pk
    actions.convert_to_join_request(case=case, company=company, by=vera, seen=seen, at=at)


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def in_language(page: Page, live_server: LiveServer, language: str) -> None:
    page.set_viewport_size(PHONE)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_my_account_serves_everybody_on_a_phone(
    log_in: LogIn, live_server: LiveServer, anna: User, karlis: User, busy: None, language: str
) -> None:
    page = log_in(anna)
    in_language(page, live_server, language)
    for path in (*PAGES, f"/account/people/{karlis.role.pk}/"):
        page.goto(live_server.url + path)
        assert page.locator("html").get_attribute("lang") == language
        check(page)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_somebody_who_was_invited_joins_on_a_phone(
    page: Page, live_server: LiveServer, company: Company, anna: User, language: str
) -> None:
    Company.objects.filter(pk=company.pk).update(language=language)
    actions.invite(
        company=company, email="ilze@studio.example", kind=Role.Kind.COLLEAGUE, by=anna, at=timezone.now()
    )
    actions.mail_invitations(at=timezone.now())
    in_language(page, live_server, language)
    with translation.override(language):
        page.goto(live_server.url + link_to_join())
        check(page)
        button = page.get_by_role("button", name=gettext("Join the company"))
        button.click()
        check(page)  # every field says what is missing
        page.locator("#id_name").fill("Ilze Ozola")
        for field in ("password1", "password2"):
            page.locator(f"#id_{field}").fill("twelve grey herons")
        button.click()
        page.wait_for_url("**/products/")
    assert company.roles.get(user__email="ilze@studio.example").user.name == "Ilze Ozola"


def link_to_join() -> str:
    text = Email.objects.get(to="ilze@studio.example").message
    return str(next(line for line in text.splitlines() if "/invitation/" in line)).split("127.0.0.1:8000")[-1]


def test_a_keyboard_is_enough_to_hand_the_company_over(
    log_in: LogIn, live_server: LiveServer, company: Company, anna: User, karlis: User
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/account/people/{karlis.role.pk}/")
    page.locator("summary", has_text="Make Kārlis Kolēģis the owner").press("Enter")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Offer the company").press("Enter")
    page.get_by_role("heading", name="The company is on offer").wait_for()
    page = log_in(karlis)
    page.goto(f"{live_server.url}/account/people/")
    page.get_by_role("button", name="Become the owner").press("Enter")
    page.get_by_text("You are the owner of").wait_for()
    assert company.owner == karlis
