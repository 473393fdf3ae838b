"""The card of a member and what its code shows, in the browser: accessible, and never wider than the window."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions import actions, cards
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import SubscriptionFactory, TermFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_the_card_and_its_check_serve_everybody(
    log_in: LogIn, live_server: LiveServer, anna: User, company: Company, language: str
) -> None:
    cache.clear()
    today = clock.today()
    term = TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=265),
    )
    page = log_in(anna)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    token = cards.paper_link(term).rstrip("/").rsplit("/", 1)[1]
    paths = [reverse("subscriptions:card")]
    paths += [reverse("subscriptions:check", args=[one]) for one in (token, "unknown")]
    for path in paths:
        page.set_viewport_size(PHONE)
        page.goto(live_server.url + path)
        assert_fits(page)
        assert_accessible(page)
        page.set_viewport_size(DESKTOP)
        assert_fits(page)
    actions.suspend(term=term, reference="invoice:1", at=clock.now())
    for path in paths[:2]:
        page.set_viewport_size(PHONE)
        page.goto(live_server.url + path)
        assert_accessible(page)


def test_the_code_on_a_page_that_stays_open_is_fetched_anew(
    log_in: LogIn, live_server: LiveServer, anna: User, company: Company
) -> None:
    TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=clock.today() - timedelta(days=100),
        ends_on=clock.today() + timedelta(days=265),
    )
    page = log_in(anna)
    page.clock.install()
    page.goto(live_server.url + reverse("subscriptions:card"))
    first = page.locator("#card-code a").get_attribute("href")
    clock.move(timedelta(minutes=20))
    page.clock.fast_forward(451_000)
    page.wait_for_function("old => document.querySelector('#card-code a').href !== old", arg=first)
    assert page.locator("#card-code svg").count() == 1
