"""What a member chooses between two terms, in the browser: accessible, and never wider than the window."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from cps_portal.lib import clock
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions
from subscriptions.models import Term, Terms
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import SubscriptionFactory, TermFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def member(company: Company, anna: User) -> Term:
    """Silver with 20 days left, after a gap, and points for Platinum; the clock of the test system is moved."""
    clock.move(timedelta(days=3))
    now, today = clock.now(), clock.today()
    points.credit(company=company, amount=2000, reference="browser", cause=Cause("Test"), at=now)
    actions.accept_terms(company=company, by=anna, terms=Terms.objects.current(at=now), at=now)
    term = TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=today - timedelta(days=345),
        ends_on=today + timedelta(days=20),
    )
    TermFactory.create(
        subscription=term.subscription,
        starts_on=term.starts_on - timedelta(days=400),
        ends_on=term.starts_on - timedelta(days=12),
    )
    return term


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_the_pages_between_two_terms_serve_everybody(
    log_in: LogIn, live_server: LiveServer, anna: User, member: Term, language: str
) -> None:
    page = log_in(anna)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    paths = [reverse(f"subscriptions:{name}") for name in ("overview", "renewal_level", "cancel")]
    paths.append(reverse("subscriptions:levels") + "?for=upgrade")
    for path in paths:
        page.set_viewport_size(PHONE)
        page.goto(live_server.url + path)
        assert_fits(page)
        assert_accessible(page)
        page.set_viewport_size(DESKTOP)
        assert_fits(page)

    now = clock.now()
    begun = actions.begin_upgrade(
        company=anna.role.company, level=Level.objects.get(code="gold"), by=anna, at=now
    )
    for path in (reverse("subscriptions:review"), reverse("subscriptions:overview")):
        page.set_viewport_size(PHONE)
        page.goto(live_server.url + path)
        assert_fits(page)
        assert_accessible(page)
    actions.give_up(sign_up=begun, at=now)
    actions.suspend(term=member, reference="invoice:1", at=now)
    page.goto(live_server.url + reverse("subscriptions:overview"))
    assert_accessible(page)


def test_a_member_renews_with_the_keyboard(
    log_in: LogIn, live_server: LiveServer, anna: User, member: Term
) -> None:
    page = log_in(anna)
    page.goto(live_server.url + reverse("subscriptions:overview"))
    page.get_by_role("button", name="Renew until").press("Enter")
    page.get_by_role("button", name="Continue to payment").press("Enter")
    page.get_by_label("Bank transfer").press("Space")
    page.get_by_role("button", name="Confirm and pay later").press("Enter")
    page.get_by_role("heading", name="Next term ordered").wait_for()
    assert Term.objects.latest("starts_on").starts_on == member.ends_on


def test_staff_move_the_clock_on_an_accessible_page(
    log_in: LogIn, live_server: LiveServer, vera: User
) -> None:
    page = log_in(vera)
    page.goto(live_server.url + reverse("move_clock"))
    page.get_by_role("button", name="30 days on").press("Enter")
    page.get_by_text("Test system. The clock is moved").first.wait_for()
    assert_accessible(page)
