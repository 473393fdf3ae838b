from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from accounts.models import Application, Company, User
from billing.models import Invoice
from cps_portal.lib import clock
from points.models import Balance
from products.models import LegacyProduct, Registration
from subscriptions.models import Term
from support.helpdesk.models import Ticket

pytestmark = pytest.mark.django_db


def load() -> str:
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def company_of(email: str) -> Company:
    return Company.objects.get(roles__user__email=email)


def test_the_demonstration_tells_its_stories() -> None:
    said = load()
    for words in ("staff@cps.example", "customer@cps.example", "cps-demo-2026"):
        assert words in said
    customer, member = company_of("customer@cps.example"), company_of("member@cps.example")
    assert Balance.objects.points_of(customer) == 580
    assert Registration.objects.filter(company=customer, completed_at=None).count() == 1
    assert LegacyProduct.objects.waiting_for(customer).exists()
    assert Term.objects.of(member).running(on=clock.today()).get().level.code == "gold"
    assert [ticket.status for ticket in Ticket.objects.filter(company=member).order_by("pk")] == [
        "answered",
        "open",
    ]
    assert Invoice.objects.get(company=member).gross_cents == 20570
    assert Application.objects.open().get().current_document is not None


def test_a_second_run_changes_nothing() -> None:
    load()
    before = counts()
    load()
    assert counts() == before


def test_its_people_can_log_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPS_DEMO_PASSWORD", "another-word-2026")
    load()
    for email in ("staff@cps.example", "verifier@cps.example", "customer@cps.example", "member@cps.example"):
        client.logout()
        client.post("/login/", {"login": email, "password": "another-word-2026"})
        assert client.session.get("_auth_user_id") == str(User.objects.get(email=email).pk)


def test_the_support_agent_of_the_demonstration_finds_its_member() -> None:
    load()
    client = Client()
    client.force_login(User.objects.get(email="support@cps.example"))
    member = company_of("member@cps.example")
    number = member.membership_numbers.get().number
    page = client.get("/staff/look-up/", {"q": number}, follow=True).content.decode()
    assert "CPS Gold" in page
    assert member.legal_name in page
