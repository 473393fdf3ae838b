"""Credit notes, copies and the desk of finance in the browser: usable by all, in both languages."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Company, User
from billing import actions as billing
from billing.models import BankEntry
from tests.billing.statements import Booking, Sheet
from tests.billing.test_in_browser import assert_good, read
from tests.browser import DESKTOP, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import InvoiceFactory, TermFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_copies_and_credit_notes(
    language: str,
    company: Company,
    anna: User,
    vera: User,
    log_in: LogIn,
    live_server: LiveServer,
    now: datetime,
) -> None:
    invoice = InvoiceFactory.create(company=company, due_on=(now + timedelta(days=10)).date())
    billing.credit_part(invoice=invoice, net_cents=1000, reason="Goodwill", reference="1", by=vera, at=now)
    billing.send_unsent(at=now)
    page = log_in(anna)
    read(page, f"{live_server.url}/billing/invoices/", language)
    expect(page.locator(".invoice-credit")).to_be_visible()
    assert_good(page)
    page.goto(f"{live_server.url}/billing/invoices/copies/")
    page.locator("#id_email").fill("books@office.example")
    page.keyboard.press("Enter")
    expect(page.locator(".copies")).to_contain_text("books@office.example")
    assert_good(page)


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_the_desk_of_finance(
    language: str, vera: User, log_in: LogIn, live_server: LiveServer, now: datetime
) -> None:
    invoice = InvoiceFactory.create(
        number="2026-000042", reference="RF022026000042", term=TermFactory.create()
    )
    sheet = Sheet((Booking(5000, invoice.reference),))
    billing.take_statements(content=sheet.xml(), file_name="camt.xml", by=vera, at=now)
    page = log_in(vera)
    entry = BankEntry.objects.get()
    for address in (
        f"bankentry/{entry.pk}/change/",
        "bankstatement/add/",
        "creditnote/add/",
        "invoice/open-items/",
        "collection/ladder/",
        "invoice/accounting/",
    ):
        read(page, f"{live_server.url}/admin/billing/{address}", language)
        assert page.locator("main.finance").count() == 1
        page.set_viewport_size(DESKTOP)
        assert_fits(page)
        assert_accessible(page)
