"""Levels and review in the browser: accessible, and never wider than the window."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions
from subscriptions.models import SignUp, Terms
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
HEADINGS = {
    "en-gb": ("Available CPS levels", "Review your information"),
    "lv": ("Pieejamie CPS līmeņi", "Pārbaudiet savu informāciju"),
}


@pytest.fixture
def sign_up(company: Company, anna: User, at: datetime) -> SignUp:
    points.credit(company=company, amount=5000, reference="browser", cause=Cause("Test"), at=at)
    terms = Terms.objects.current(at=datetime.now(UTC))
    sign_up = actions.accept_and_begin(company=company, by=anna, terms=terms, at=at)
    return actions.choose_level(sign_up=sign_up, level=Level.objects.get(code="gold"), at=at)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_levels_and_review_serve_everybody(
    log_in: LogIn, live_server: LiveServer, anna: User, sign_up: SignUp, language: str, size: dict[str, int]
) -> None:
    page = log_in(anna)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    levels, review = HEADINGS[language]
    for path, heading in (
        (reverse("subscriptions:levels") + "?group=personal", levels),
        (reverse("subscriptions:levels") + "?group=corporate", levels),
        (reverse("subscriptions:review"), review),
    ):
        page.goto(live_server.url + path)
        assert page.get_by_role("heading", level=1).inner_text() == heading
        assert_accessible(page)
        assert_fits(page)


def test_a_keyboard_is_enough_from_the_terms_to_the_review(
    log_in: LogIn, live_server: LiveServer, company: Company, anna: User, at: datetime
) -> None:
    points.credit(company=company, amount=580, reference="browser", cause=Cause("Test"), at=at)
    page = log_in(anna)
    page.goto(live_server.url + reverse("subscriptions:sign_up"))
    assert_accessible(page)
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Accept terms and choose a level").press("Enter")
    page.get_by_role("button", name="Sign up to CPS Silver").press("Enter")
    page.get_by_role("heading", name="Review your information").wait_for()
    assert SignUp.objects.get(company=company).level == Level.objects.get(code="silver")
