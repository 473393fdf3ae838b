import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from subscriptions.models import Term
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_support_page_is_accessible_on_a_phone_and_on_a_desk(
    page: Page, live_server: LiveServer, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}/support/?q=card")
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_staff_pages_are_accessible(
    log_in: LogIn, agent: User, silver: Term, live_server: LiveServer, scheme: str
) -> None:
    RegistrationFactory.create(company=silver.subscription.company)
    page = log_in(agent)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    member = f"/staff/members/{silver.subscription.company_id}/"
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for address in ("/staff/look-up/?q=berz", member, "/admin/"):
            page.goto(f"{live_server.url}{address}")
            assert_accessible(page)
            assert_fits(page)


def test_an_agent_finds_a_member_without_touching_the_mouse(
    log_in: LogIn, agent: User, silver: Term, live_server: LiveServer
) -> None:
    page = log_in(agent)
    page.goto(f"{live_server.url}/staff/look-up/")
    expect(page.locator("#look-up-field")).to_be_focused()
    page.keyboard.type("studija berz")
    expect(page.locator("a.hit mark").first).to_have_text("Bērz")
    page.keyboard.press("ArrowDown")
    expect(page.locator("a.hit")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("SIA Bērziņa Studija")
    expect(page.locator(".answers")).to_contain_text("Active")


def test_the_look_up_works_without_scripts(
    browser: Browser, client: Client, agent: User, silver: Term, live_server: LiveServer
) -> None:
    client.force_login(agent)
    context = browser.new_context(java_script_enabled=False)
    session = {"name": "cps_session", "value": client.cookies["cps_session"].value, "url": live_server.url}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/look-up/")
    page.fill("#look-up-field", "studija")
    page.press("#look-up-field", "Enter")
    page.click("a.hit")
    expect(page.locator(".answers")).to_contain_text("Active")
    context.close()
