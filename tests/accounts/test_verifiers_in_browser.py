"""The verifiers' pages in real browsers: two people at one case, the keyboard alone, both languages, every width."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from accounts import actions
from accounts.actions.history import remember
from accounts.models import Application, CaseEvent, User
from products.models import LegacyMember
from tests.accounts.conftest import add_document
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.factories import CompanyFactory, SubmittedApplicationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
QUEUE = "/admin/accounts/application/"
WIDE = ViewportSize(width=1600, height=1000)
Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """Give each person a browser of their own, already logged in."""
    contexts = []

    def with_browser(user: User, language: str = "en-gb", viewport: ViewportSize = DESKTOP) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(viewport=viewport, base_url=live_server.url)
        contexts.append(context)
        cookies = {
            "cps_session": client.cookies["cps_session"].value,
            settings.LANGUAGE_COOKIE_NAME: language,
        }
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        return context.new_page()

    yield with_browser
    for context in contexts:
        context.close()


def case_of(name: str, **fields: object) -> Application:
    now = timezone.now()
    case = SubmittedApplicationFactory.create(legal_name=name, submitted_at=now, **fields)
    add_document(case, now)
    remember(case, CaseEvent.Act.SUBMITTED, at=now)
    return case


def address(case: Application) -> str:
    return f"{QUEUE}{case.pk}/case/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_one_claims_and_the_others_decision_is_refused_and_says_why(
    opens: Opens, vera: User, viktor: User
) -> None:
    case = case_of("SIA Kalniņa foto")
    veras, viktors = opens(vera), opens(viktor)
    viktors.goto(address(case))
    press(viktors, "Claim case")
    approve = viktors.get_by_role("button", name="Approve", exact=True)
    expect(approve).to_be_visible()
    # Viktor goes to lunch with the page open; Vera takes over what he cannot go on with.
    veras.goto(address(case))
    expect(veras.get_by_text("Looking at it now, too: Viktor Verifier")).to_be_visible()
    press(veras, "Release case")
    press(veras, "Claim case")
    expect(veras.get_by_text("The case is yours.")).to_be_visible()
    approve.click()
    expect(viktors.get_by_text("The case has changed. Last step: claimed, by Vera Verifier")).to_be_visible()
    expect(viktors.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    case.refresh_from_db()
    assert (case.status, case.claimed_by) == (Application.Status.IN_REVIEW, vera)


def test_words_of_a_verdict_that_came_too_late_are_not_lost(opens: Opens, vera: User) -> None:
    case = case_of("SIA Kalniņa foto")
    actions.claim(case=case, by=vera, at=timezone.now())
    page = opens(vera)
    page.goto(address(case))
    page.keyboard.press("b")
    page.locator("#ask_reason").select_option("unreadable")
    page.locator("#ask_public_text").fill("Please scan it again.")
    # In another tab the case went back to the queue and was taken again.
    actions.release(case=case, by=vera, at=timezone.now())
    actions.claim(case=case, by=vera, at=timezone.now())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The case has changed. Last step: claimed, by Vera Verifier")).to_be_visible()
    expect(page.locator("#ask_public_text")).to_have_value("Please scan it again.")
    page.locator("#ask_public_text").press("Control+Enter")
    expect(page.get_by_text("The applicant has been asked.")).to_be_visible()


def test_two_cases_are_decided_by_the_keyboard_alone(opens: Opens, vera: User) -> None:
    first, second = (case_of(name, vat_number="", email=f"{name}@a.example") for name in ("First", "Second"))
    page = opens(vera)
    page.goto(QUEUE)
    page.locator("html.has-keys").wait_for()
    for key in ("j", "x", "j", "x", "c"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 cases are yours.")).to_be_visible()
    page.keyboard.press("n")
    page.wait_for_url(f"**{address(first)}")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Approved.")).to_be_visible()
    page.keyboard.press("n")
    page.wait_for_url(f"**{address(second)}")
    page.keyboard.press("r")
    page.keyboard.type("The gear")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Rejected. The applicant has been told.")).to_be_visible()
    page.keyboard.press("q")
    page.wait_for_url(f"**{QUEUE}")
    assert set(Application.objects.values_list("legal_name", "status")) == {
        ("First", "approved"),
        ("Second", "rejected"),
    }


def test_whoever_does_not_want_single_keys_switches_them_off(opens: Opens, vera: User) -> None:
    case = case_of("SIA Kalniņa foto")
    page = opens(vera)
    page.goto(address(case))
    page.get_by_text("Keyboard shortcuts").click()
    page.get_by_label("React to single keys").uncheck()
    page.reload()
    page.locator("html.has-script").wait_for()
    page.keyboard.press("c")
    page.keyboard.press("q")
    expect(page.get_by_role("button", name="Claim case")).to_be_visible()
    assert page.url.endswith(address(case))


@pytest.fixture
def all_sorts(vera: User, viktor: User) -> Application:
    """A queue with a case of every sort, and one on whose page everything is shown."""
    now = timezone.now()
    LegacyMember.objects.create(number="103000042", email="cps@old.example", company_name="Kalniņa")
    CompanyFactory.create(legal_name="Kalniņa Foto SIA")
    full = case_of("SIA Kalniņa foto", old_cps_email="cps@old.example")
    case_of("A company with a name that is longer than any column of any page of this portal is wide, SIA")
    case_of("Late AS", promised_on=now.date() - timedelta(days=9))
    asked = case_of("Asked AS")
    for case in (full, asked):
        actions.claim(case=case, by=vera, at=now)
        actions.touch_presence(case=case, by=viktor, at=now)
    verdict = actions.Verdict("unreadable", "Scan it again.", "Hm.")
    actions.ask_for_better(case=asked, by=vera, verdict=verdict, seen=asked.events.latest("pk").pk, at=now)
    return full


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en-gb", PHONE), ("en-gb", DESKTOP), ("lv", PHONE), ("lv", DESKTOP), ("lv", WIDE)],
    ids=["en-360", "en-1280", "lv-360", "lv-1280", "lv-1600"],
)
def test_every_page_of_the_verifiers_is_accessible_and_fits(
    opens: Opens, vera: User, all_sorts: Application, language: str, viewport: ViewportSize
) -> None:
    page = opens(vera, language, viewport)
    asked = Application.objects.get(legal_name="Asked AS")
    for path in (QUEUE, f"{QUEUE}?twins=on", f"{QUEUE}waiting-times/", address(asked), address(all_sorts)):
        page.goto(path)
        page.locator("html:not([x-cloak])").wait_for()
        assert page.locator("html").get_attribute("lang") == language
        assert_fits(page)
        assert_accessible(page)
    page.locator(".verdict summary").first.click()
    assert_fits(page)
    assert_accessible(page)


def test_a_case_is_decided_without_javascript(
    browser: Browser, live_server: LiveServer, vera: User, client: Client
) -> None:
    case = case_of("SIA Kalniņa foto")
    client.force_login(vera)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(
        [{"name": "cps_session", "value": client.cookies["cps_session"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(QUEUE)
    press(page, "Next case")
    page.locator("summary", has_text="Ask for a better document").click()
    page.locator("#ask_reason").select_option("unreadable")
    page.locator("#ask_reason").locator("xpath=ancestor::form").get_by_role("button").click()
    expect(page.get_by_text("The applicant has been asked.")).to_be_visible()
    case.refresh_from_db()
    assert case.is_waiting
    context.close()
