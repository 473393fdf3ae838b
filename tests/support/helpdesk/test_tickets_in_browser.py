"""A question from its first words to the customer's reply, in browsers without scripts and with them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from subscriptions.models import Term
from tests.accounts import papers
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def without_scripts(browser: Browser, live_server: LiveServer, anna: User) -> Iterator[Page]:
    """Anna's browser, which runs no scripts."""
    client = Client()
    client.force_login(anna)
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    session = {"name": "cps_session", "value": client.cookies["cps_session"].value, "url": live_server.url}
    context.add_cookies([session])  # type: ignore[list-item]
    yield context.new_page()
    context.close()


def assert_good_at_every_size(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert_fits(page)
            assert_accessible(page)


def test_anna_asks_with_a_picture_sanita_answers_and_anna_replies(
    without_scripts: Page, log_in: LogIn, agent: User, anna: User, silver: Term, live_server: LiveServer
) -> None:
    asking = without_scripts
    asking.goto(f"{live_server.url}/support/")
    asking.get_by_role("link", name="Ask CPS priority support").click()
    asking.select_option("[name=kind]", "gear")
    asking.fill("[name=subject]", "A lens that came back")
    asking.fill("[name=text]", "Does it keep its points?")
    picture = {"name": "lens.jpg", "mimeType": "image/jpeg", "buffer": papers.picture()}
    asking.set_input_files("[name=added]", picture)  # type: ignore[arg-type]
    asking.get_by_role("button", name="Send question").click()
    expect(asking.get_by_role("heading", level=1)).to_have_text("A lens that came back")
    expect(asking.get_by_role("link", name="lens.jpg")).to_be_visible()

    desk = log_in(agent)
    desk.goto(f"{live_server.url}/admin/helpdesk/ticket/")
    assert_good_at_every_size(desk)
    desk.get_by_role("link", name="A lens that came back").click()
    assert_good_at_every_size(desk)
    desk.fill("#answer_text", "It does.")
    desk.get_by_role("button", name="Send answer").click()
    expect(desk.locator(".said-list")).to_contain_text("It does.")

    asking.reload()
    expect(asking.locator(".thread__ours")).to_contain_text("It does.")
    asking.fill("[name=text]", "Thank you.")
    asking.get_by_role("button", name="Send message").click()
    expect(asking.locator(".thread > li")).to_have_count(3)


def test_the_customers_pages_are_accessible_with_a_refused_file_too(
    log_in: LogIn, anna: User, silver: Term, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/support/ask/")
    files = [
        {"name": "lens.jpg", "mimeType": "image/jpeg", "buffer": papers.picture()},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"},
    ]
    page.set_input_files("[name=added]", files)  # type: ignore[arg-type]
    page.fill("[name=subject]", "Two files")
    page.get_by_role("button", name="Send question").click()
    expect(page.get_by_label("lens.jpg")).to_be_checked()
    assert_good_at_every_size(page)
    page.select_option("[name=kind]", "gear")
    page.fill("[name=text]", "One of them at least.")
    page.get_by_role("button", name="Send question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two files")
    assert_good_at_every_size(page)
