"""Payment, done and invoices in the browser: usable by all, on a phone and on a desk, in both languages."""

from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User, VatCheck
from billing import actions as billing
from sandbox.stripe import StripeSandbox
from subscriptions.models import SignUp
from tests.billing.scenes import invoice_by_card, saved_card
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import CardAuthorisationFactory, InvoiceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LANGUAGES = [("en-gb", "Payment option"), ("lv", "Maksājuma veids")]


@pytest.fixture
def card_page(settings: Settings, stripe_sandbox: StripeSandbox, live_server: LiveServer) -> StripeSandbox:
    """The sandbox as the only other place to which a form may lead, and the way back from it."""
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"] = ["'self'", stripe_sandbox.url]
    settings.CONTENT_SECURITY_POLICY = policy
    settings.SITE_URL = live_server.url
    return stripe_sandbox


def read(page: Page, address: str, language: str) -> None:
    root = "/".join(address.split("/")[:3])
    page.context.add_cookies([{"name": "django_language", "value": language, "url": root}])
    page.goto(address)


def assert_good(page: Page) -> None:
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.parametrize(("language", "heading"), LANGUAGES)
def test_payment_by_keyboard_alone(
    language: str, heading: str, sign_up: SignUp, anna: User, log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    read(page, f"{live_server.url}/billing/payment/", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_good(page)
    page.locator("#id_payment_0").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_payment_1")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/billing/done/")
    assert_good(page)
    page.reload()
    expect(page.locator(".card-of-member__number")).to_be_visible()


def test_an_error_is_announced_and_leads_to_the_choice(
    sign_up: SignUp, anna: User, log_in: LogIn, live_server: LiveServer
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/billing/payment/")
    page.get_by_role("button", name="Confirm and pay later").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose card or bank transfer.")
    assert_good(page)


def test_by_card_and_back_again(
    sign_up: SignUp, anna: User, log_in: LogIn, live_server: LiveServer, card_page: StripeSandbox
) -> None:
    page = log_in(anna)
    page.goto(f"{live_server.url}/billing/payment/")
    page.get_by_label("Card", exact=False).first.check()
    page.get_by_role("button", name="Confirm and pay later").click()
    page.wait_for_url(f"{card_page.url}/**")
    refused = page.url
    card_page.visitor.type_card(refused, "4000000000000002")
    page.goto(f"{live_server.url}/billing/card/return/")
    expect(page.get_by_role("alert")).to_contain_text("bank transfer")
    assert_good(page)
    page.get_by_label("Card", exact=False).first.check()
    page.get_by_role("button", name="Confirm and pay later").click()
    page.wait_for_url(f"{card_page.url}/**")
    page.goto(card_page.visitor.save_card(page.url))
    page.wait_for_url("**/billing/done/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Subscription active")


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_invoices(
    language: str, company: Company, anna: User, log_in: LogIn, live_server: LiveServer, now: datetime
) -> None:
    page = log_in(anna)
    read(page, f"{live_server.url}/billing/invoices/", language)
    expect(page.locator(".empty-state")).to_be_visible()
    assert_good(page)
    card = CardAuthorisationFactory.create(
        company=company, status="authorised", payment_method_id="pm_1", brand="visa", last_four="4242"
    )
    soon = (now + timedelta(days=10)).date()
    InvoiceFactory.create(company=company)
    InvoiceFactory.create(company=company, due_on=soon)
    InvoiceFactory.create(company=company, due_on=soon, payment="card", card=card)
    InvoiceFactory.create(company=company, paid_at=now)
    billing.send_unsent(at=now)
    page.reload()
    expect(page.locator(".status--stop")).to_be_visible()
    assert_good(page)


def test_the_done_page_knows_the_invoice(
    sign_up: SignUp, proof: VatCheck, anna: User, log_in: LogIn, live_server: LiveServer, now: datetime
) -> None:
    billing.pay_by_transfer(sign_up=sign_up, at=now)
    billing.issue_due(at=now)
    billing.send_unsent(at=now)
    page = log_in(anna)
    page.goto(f"{live_server.url}/billing/done/")
    assert_good(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Open the invoice (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_pay_now_and_confirm_at_the_bank(
    language: str,
    company: Company,
    anna: User,
    log_in: LogIn,
    live_server: LiveServer,
    card_page: StripeSandbox,
    now: datetime,
) -> None:
    card = saved_card(company, anna, now, sandbox=card_page, number="4000002760003184")
    invoice = invoice_by_card(card, now - timedelta(days=5))
    page = log_in(anna)
    read(page, f"{live_server.url}/billing/invoices/", language)
    assert_good(page)
    page.locator(f"a[href$='{invoice.number}/pay/']").click()
    page.wait_for_url("**/pay/")
    assert_good(page)
    page.locator("main form .btn-primary").press("Enter")
    page.locator("main a.btn-primary").wait_for()
    assert_good(page)
    page.locator("main a.btn-primary").click()
    page.wait_for_url(f"{card_page.url}/**")
    page.locator("#approve").click()
    page.wait_for_url(f"{live_server.url}/**")
    expect(page.locator(".message--success")).to_be_visible()
    assert_good(page)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_the_card_is_changed_and_removed(
    language: str,
    company: Company,
    anna: User,
    log_in: LogIn,
    live_server: LiveServer,
    card_page: StripeSandbox,
    now: datetime,
) -> None:
    invoice_by_card(saved_card(company, anna, now, sandbox=card_page), now + timedelta(days=20))
    page = log_in(anna)
    read(page, f"{live_server.url}/billing/card/", language)
    assert_good(page)
    page.locator("main .btn-primary").click()
    page.wait_for_url(f"{card_page.url}/**")
    page.goto(card_page.visitor.save_card(page.url, "5555555555554444"))
    expect(page.locator("main")).to_contain_text("Mastercard •••• 4444")
    page.locator("details.more summary").click()
    assert_good(page)
    page.locator(".btn-outline-danger").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert_good(page)
