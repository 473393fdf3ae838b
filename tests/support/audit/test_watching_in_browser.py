"""The staff log and the view as a customer, as people with any device and any eyes use them."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from subscriptions.models import Term
from support.audit.models import AuditEntry
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.support.conftest import with_role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def looked_at(page: Page, address: str) -> None:
    """Open the page on a phone by day and on a desk by night."""
    for size, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)


def test_an_agent_sees_the_portal_as_anna_does_and_comes_back(
    log_in: LogIn, agent: User, anna: User, silver: Term, live_server: LiveServer
) -> None:
    page = log_in(agent)
    looked_at(page, f"{live_server.url}/staff/members/{anna.role.company_id}/view-as/")
    page.get_by_role("radio").check()
    page.get_by_label("What do you want to see").fill("Anna cannot find her invoice")
    page.get_by_role("button", name="Open the customer’s pages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My products")
    looked_at(page, f"{live_server.url}/products/")
    looked_at(page, f"{live_server.url}/account/security/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is for the customer alone")
    page.get_by_role("button", name="End the view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SIA Bērziņa Studija")


def test_the_auditor_searches_the_log(
    log_in: LogIn, agent: User, anna: User, silver: Term, live_server: LiveServer
) -> None:
    known = {"by": agent, "at": timezone.now(), "company": anna.role.company}
    address = "/admin/billing/invoice/?q=Bērziņa+un+ļoti+garš+meklējums&status__exact=overdue"
    AuditEntry.objects.create(**known, kind="read", address=address, status=403, thing="billing.invoice")
    AuditEntry.objects.create(
        **known,
        kind="write",
        address="/admin/",
        reason="Asked by phone",
        purpose="call",
        key="17",
        thing="billing.stop",
    )
    page = log_in(with_role("Auditor"))
    looked_at(page, f"{live_server.url}/admin/audit/auditentry/?who=Sanita")
    page.get_by_label("Words in address or reason").fill("phone")
    page.get_by_role("button", name="Search the log").click()
    expect(page.locator("table.log tbody tr")).to_have_count(1)
