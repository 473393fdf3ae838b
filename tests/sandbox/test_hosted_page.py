"""The pages that a person sees, in a browser: they work, explain themselves, and pass axe."""

from collections.abc import Iterator

import pytest
import requests
import stripe
from playwright.sync_api import Page, Route, expect

from sandbox.mail import MailSandbox
from sandbox.stripe import StripeSandbox
from sandbox.stripe.cards import CARDS
from sandbox.stripe.texts import ENGLISH, LATVIAN
from tests.browser import assert_accessible, assert_fits
from tests.sandbox.conftest import open_session
from tests.sandbox.test_mail import letter, send

pytestmark = pytest.mark.browser


@pytest.fixture
def portal(page: Page) -> Iterator[Page]:
    """A browser for which the portal's address answers."""

    def answer(route: Route) -> None:
        route.fulfill(body="<title>Portal</title><h1>The portal</h1>", content_type="text/html")

    page.route("http://127.0.0.1:9/**", answer)
    yield page
    page.unroute_all()


def type_card(page: Page, number: str, expiry: str = "12/34", cvc: str = "123") -> None:
    page.locator("#card-number").fill(number)
    page.locator("#card-expiry").fill(expiry)
    page.locator("#card-cvc").fill(cvc)


def test_a_card_is_saved_after_a_refused_one(portal: Page, session: stripe.checkout.Session) -> None:
    portal.goto(str(session.url))
    expect(portal).to_have_title("Save a card · Stripe sandbox - no real card is charged")
    assert_accessible(portal)
    type_card(portal, "4000 0000 0000 0002")
    portal.get_by_role("button", name="Save card").click()
    expect(portal.get_by_role("alert")).to_contain_text("Your bank refused the card.")
    assert_accessible(portal)

    portal.get_by_label("Card number").fill("4242 4242 4242 4242")
    portal.get_by_role("button", name="Save card").click()

    portal.wait_for_url(f"http://127.0.0.1:9/done?session={session.id}")


def test_the_bank_asks_in_3d_secure(
    portal: Page, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    portal.goto(str(session.url))
    type_card(portal, "4000002500003155")
    portal.get_by_role("button", name="Save card").click()
    expect(portal.get_by_role("heading", name="Confirm with your bank")).to_be_visible()
    assert_accessible(portal)
    portal.get_by_role("button", name="Refuse").click()
    expect(portal.get_by_role("alert")).to_contain_text("did not confirm")
    type_card(portal, "4000002500003155")
    portal.get_by_role("button", name="Save card").click()
    portal.get_by_role("button", name="Approve").click()

    portal.wait_for_url("http://127.0.0.1:9/done*")
    assert api.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_the_person_goes_back_without_a_card(portal: Page, session: stripe.checkout.Session) -> None:
    portal.goto(str(session.url))
    portal.get_by_role("button", name="Cancel").click()

    portal.wait_for_url("http://127.0.0.1:9/payment")


def test_what_is_wrong_is_said_beside_the_field_and_typing_is_kept(
    portal: Page, session: stripe.checkout.Session
) -> None:
    portal.goto(str(session.url))
    type_card(portal, "4242424242424241", "01/20", "12")
    portal.get_by_role("button", name="Save card").click()

    expect(portal.locator("#card-number")).to_have_accessible_description(ENGLISH["number_wrong"])
    expect(portal.locator("#card-expiry")).to_have_accessible_description(
        f"{ENGLISH['expiry_hint']} {ENGLISH['expiry_past']}"
    )
    expect(portal.locator("#card-cvc")).to_have_accessible_description(
        f"{ENGLISH['cvc_hint']} {ENGLISH['cvc_empty']}"
    )
    expect(portal.locator("#card-number")).to_have_value("4242424242424241")
    assert_accessible(portal)


def test_the_page_speaks_latvian_and_fits_a_phone(portal: Page, api: stripe.StripeClient) -> None:
    session = open_session(api, api.v1.customers.create().id, locale="lv")
    portal.set_viewport_size({"width": 360, "height": 740})
    portal.goto(str(session.url))

    expect(portal.locator("html")).to_have_attribute("lang", "lv")
    expect(portal.get_by_role("heading", name="Saglabāt karti")).to_be_visible()
    assert_fits(portal)
    assert_accessible(portal)
    type_card(portal, "4000000000009995")
    portal.locator("#save-card").click()
    expect(portal.get_by_role("alert")).to_contain_text("kontā nepietiek naudas")


def test_a_finished_and_an_expired_page_say_so(
    portal: Page, sandbox: StripeSandbox, api: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    sandbox.visitor.save_card(str(session.url))
    portal.goto(str(session.url))
    expect(portal.get_by_role("heading", name="This card is already saved")).to_be_visible()

    other = open_session(api, str(session.customer))
    api.v1.checkout.sessions.expire(other.id)
    portal.goto(str(other.url))

    expect(portal.get_by_role("heading", name="This page has expired")).to_be_visible()
    assert_accessible(portal)
    portal.get_by_role("link", name="Go back").click()
    portal.wait_for_url("http://127.0.0.1:9/payment")


def test_every_test_card_is_listed_with_what_it_does(portal: Page, sandbox: StripeSandbox) -> None:
    portal.goto(sandbox.url)

    expect(portal.get_by_role("row")).to_have_count(len(CARDS) + 1)
    assert_accessible(portal)


def test_the_mail_pages_pass_axe(page: Page, mail_peer: MailSandbox) -> None:
    send(mail_peer, letter())
    page.goto(mail_peer.page_url)
    assert_accessible(page)
    page.get_by_role("link", name="Jūsu konts").click()
    assert_accessible(page)


def test_every_text_is_in_both_languages() -> None:
    assert set(ENGLISH) == set(LATVIAN)
    assert {card.text for card in CARDS} <= set(ENGLISH)


def test_what_was_typed_is_never_markup(session: stripe.checkout.Session) -> None:
    typed = {"number": '"><script>alert(1)</script>', "expiry": "", "cvc": "", "action": "save"}

    answered = requests.post(str(session.url), data=typed, timeout=10)

    assert answered.status_code == 422
    assert "<script>" not in answered.text
