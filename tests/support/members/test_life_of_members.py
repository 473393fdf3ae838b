"""What an agent sees of the decisions about a membership."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Company, User
from points.models import Level
from subscriptions import actions
from subscriptions.models import Fall, MembershipNumber, Term
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def page_of(company: Company) -> str:
    return reverse("members:member", args=[company.pk])


def test_a_suspended_member_is_said_to_be_so(
    as_agent: Client, silver: Term, company: Company, anna: User, at: datetime
) -> None:
    actions.suspend(term=silver, reference="invoice:1", at=at)
    assertContains(as_agent.get(page_of(company)), "Suspended until an invoice is paid")
    found = as_agent.get(reverse("lookup:look_up"), {"q": "Bērziņa Studija"})
    assertContains(found, "CPS Silver, suspended, expires on")
    actions.restore(reference="invoice:1", at=at)
    page = as_agent.get(page_of(company))
    assertNotContains(page, "Suspended until an invoice is paid")
    assertContains(page, "Benefits restored")


def test_the_timeline_tells_who_decided_what(
    as_agent: Client, silver: Term, company: Company, anna: User, vera: User, at: datetime
) -> None:
    otto = StaffFactory.create(name="Otto Officer", email="otto@canon.example")
    actions.switch_on_automatic_renewal(company=company, by=anna, at=at)
    actions.permit_level(
        company=company,
        level=Level.objects.get(code="gold"),
        reason="Trade fair",
        until_on=at.date().replace(month=12),
        by=vera,
        at=at,
    )
    Fall.objects.create(term=silver, points=400, fell_at=at)
    proposal = actions.propose_withdrawal(
        subscription=silver.subscription, reason="terms", note="Rented the card out", by=vera, at=at
    )
    actions.approve_withdrawal(withdrawal=proposal, by=otto, at=at)
    page = as_agent.get(page_of(company))
    for words in (
        "Renewal: automatic renewal switched on",
        "CPS Gold permitted by staff until 14 December 2026",
        "Points below CPS Silver",
        "Withdrawal proposed",
        "Note: Rented the card out",
        "Withdrawal: approved",
        "withdrawn by staff",
        "Otto Officer",
    ):
        assertContains(page, words)


def test_an_old_number_leads_an_agent_to_the_present_one(
    as_agent: Client, silver: Term, company: Company, at: datetime
) -> None:
    actions.keep_legacy_number(company=company, number="103892241", at=at)
    new = actions.replace_number(subscription=silver.subscription, at=at)
    for number in ("103892241", "151335488"):
        page = as_agent.get(reverse("lookup:look_up"), {"q": number}, follow=True)
        assertContains(page, new.spoken)
    kinds = set(MembershipNumber.objects.filter(company=company).values_list("kind", flat=True))
    assert kinds == {"legacy", "former", "current"}


def test_who_may_propose_decide_and_permit() -> None:
    def rights(role: str) -> set[str]:
        return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))

    for role in ("Support agent", "Finance", "Lead"):
        assert {"add_withdrawal", "decide_withdrawal"} <= rights(role)
    assert "add_levelpermit" in rights("Lead")
    assert "add_levelpermit" not in rights("Support agent")
    assert not {"add_withdrawal", "decide_withdrawal"} & rights("Auditor")
