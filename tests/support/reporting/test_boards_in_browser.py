"""The boards in the browser: usable by all, in both languages, on a telephone and in the dark."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cps_portal.lib import clock
from support.reporting import actions
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import SubmittedApplicationFactory, TermFactory
from tests.support.reporting.test_boards import decided

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize(("language", "code"), [("en-gb", "queue"), ("lv", "members")])
def test_a_board(language: str, code: str, vera: User, log_in: LogIn, live_server: LiveServer) -> None:
    now, today = clock.now(), clock.today()
    decided(now, today)
    SubmittedApplicationFactory.create(promised_on=today - timedelta(days=3))
    TermFactory.create(starts_on=today)
    actions.count_figures(at=now)
    page = log_in(vera)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/staff/boards/{code}/")
    expect(page.locator("main svg[role=img]").first).to_be_visible()
    assert_fits(page)
    page.set_viewport_size(DESKTOP)
    assert_fits(page)
    assert_accessible(page)
    page.evaluate("document.documentElement.classList.add('dark')")
    assert_accessible(page)
