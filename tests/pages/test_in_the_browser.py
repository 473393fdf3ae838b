"""The frame, the public pages and the log-in in a real browser: WCAG 2.2 AA, both widths, schemes and languages."""

from typing import Literal

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PUBLIC = ("start", "privacy", "accessibility", "account_login", "account_reset_password")


def assert_good_everywhere(page: Page) -> None:
    """Look at the page narrow and wide, light and dark."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert_fits(page)
            assert_accessible(page)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_public_pages_are_accessible(page: Page, live_server: LiveServer, language: str) -> None:
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    for name in PUBLIC:
        page.goto(live_server.url + reverse(name))
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert_good_everywhere(page)


def test_an_unknown_address_is_accessible(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + "/no/such/page/")

    assert_good_everywhere(page)


def test_staff_set_up_a_second_step_on_accessible_pages(
    log_in: LogIn, live_server: LiveServer, vera: User
) -> None:
    page = log_in(vera)
    page.goto(live_server.url + reverse("mfa_index"))
    assert_good_everywhere(page)

    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert_good_everywhere(page)


def test_a_screen_of_320_pixels_needs_no_sideways_scrolling(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    for name in ("start", "privacy", "account_login"):
        page.goto(live_server.url + reverse(name))
        assert_fits(page)


def test_the_phones_menu_opens_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(live_server.url)
        link = page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Log in")
        expect(link).to_be_hidden()

        page.get_by_text("Menu", exact=True).click()

        expect(link).to_be_visible()


def test_the_keyboard_reaches_the_content_first(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_language_changes_with_one_click(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("privacy"))

    page.get_by_role("button", name="Latviešu").click()

    expect(page.locator("html")).to_have_attribute("lang", "lv")
    assert page.url == live_server.url + reverse("privacy")


def test_the_browser_has_nothing_to_complain_about(page: Page, live_server: LiveServer) -> None:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    page.on("console", note)
    for name in ("start", "account_login", "accounts:register"):
        page.goto(live_server.url + reverse(name))
        page.wait_for_load_state("networkidle")

    assert complaints == []
