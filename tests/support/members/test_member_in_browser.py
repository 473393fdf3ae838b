"""An agent's call about an invoice, from the member's page to more time to pay, as the browser shows it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from post_office.models import STATUS, Email
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from billing.models import Extension
from cps_portal.lib import clock
from subscriptions.models import Term
from support.members.models import Note
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import InvoiceFactory
from tests.support.eventful import live_through_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_an_agent_reads_writes_and_gives_more_time(
    log_in: LogIn, agent: User, anna: User, silver: Term, at: datetime, live_server: LiveServer
) -> None:
    company = live_through_everything(silver, anna=anna, staff=agent, at=at)
    Email.objects.update(status=STATUS.failed)
    invoice = InvoiceFactory.create(company=company, due_on=clock.today() - timedelta(days=3))
    page = log_in(agent)
    page.goto(f"{live_server.url}/staff/members/{company.pk}/")
    page.set_viewport_size(PHONE)
    page.get_by_text("Write a note").click()
    assert_accessible(page)
    assert_fits(page)

    page.get_by_label("Note:", exact=True).fill("Anna called: the flood has closed the bank.")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".events")).to_contain_text("the flood has closed the bank")
    assert Note.objects.filter(by=agent).count() == 2

    page.get_by_role("link", name="Mails", exact=True).click()
    page.get_by_label("Text:", exact=True).fill("welcome")
    page.get_by_role("button", name="Filter events").click()
    expect(page.locator(".events > li")).to_have_count(1)
    page.get_by_role("link", name="Welcome to CPS", exact=True).click()
    expect(page.locator(".mail__letter pre")).to_have_text("Hello")
    page.set_viewport_size(DESKTOP)
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("link", name=company.legal_name).click()
    page.get_by_role("link", name=f"Extend due date: {invoice.number}").first.click()
    page.get_by_label("New due date").fill(f"{clock.today() + timedelta(days=14)}")
    page.get_by_role("button", name="Extend due date").click()
    expect(page.get_by_text("Say why; it is kept with the decision.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Reason").fill("The flood has closed the bank.")
    page.get_by_role("button", name="Extend due date").click()
    expect(page.get_by_text("The due date is extended.")).to_be_visible()
    assert Extension.objects.filter(invoice=invoice, by=agent).count() == 1
