"""Everything that staff read and write is in the log, and stays there."""

import csv
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries as Budget
from pytest_django.fixtures import Settings

from accounts.models import Application, Company, User
from billing.models import Invoice
from cps_portal.lib import clock
from subscriptions.models import Term
from support.audit import actions, recording
from support.audit.models import AuditEntry
from support.lookup.models import LookUp
from tests.conftest import at_work
from tests.factories import InvoiceFactory, RegistrationFactory, SubmittedApplicationFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
LOG = "/admin/audit/auditentry/"


@pytest.fixture
def as_auditor(db: None) -> Client:
    return at_work(with_role("Auditor", name="Aivars Auditors", email="aivars@canon.example"))


@pytest.fixture
def invoice(company: Company) -> Invoice:
    return InvoiceFactory.create(company=company)


def newest() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def written(**fields: Any) -> AuditEntry:
    facts = {"at": clock.now(), "kind": "read", "address": "/admin/", "status": 200, **fields}
    return AuditEntry.objects.create(**facts)


def test_a_page_that_an_agent_opens_is_noted_with_thing_and_company(
    as_agent: Client, agent: User, invoice: Invoice
) -> None:
    as_agent.get(reverse("admin:billing_invoice_change", args=[invoice.pk]))
    entry = newest()
    assert (entry.by, entry.kind, entry.status) == (agent, "read", 200)
    assert (entry.thing, entry.key, entry.company) == ("billing.invoice", str(invoice.pk), invoice.company)


def test_what_is_searched_for_in_a_list_is_noted(as_agent: Client) -> None:
    as_agent.get(reverse("admin:accounts_user_changelist"), {"q": "Bērziņa", "is_active__exact": "1"})
    assert newest().address == "/admin/accounts/user/?q=Bērziņa&is_active__exact=1"


def test_a_members_page_is_noted_with_the_purpose(as_agent: Client, company: Company) -> None:
    as_agent.get(reverse("members:member", args=[company.pk]), {"purpose": "money"})
    assert (newest().company, newest().purpose) == (company, "money")


@pytest.mark.parametrize("path", ["/admin/billing/seller/", "/admin/nowhere/", "/staff/nowhere/"])
def test_a_door_that_stays_shut_is_noted_too(path: str) -> None:
    client = Client()
    client.force_login(with_role("Verifier"))
    client.get(path)
    assert newest().is_refused


def test_a_decision_is_noted_before_it_is_made_with_its_reason(as_vera: Client, vera: User) -> None:
    case = SubmittedApplicationFactory.create(status=Application.Status.IN_REVIEW, claimed_by=vera)
    as_vera.post(
        reverse("admin:accounts_application_reject", args=[case.pk]),
        {"reason": "gear", "public_text": "No gear is named.", "private_note": "Called twice.", "seen": "0"},
    )
    entry = newest()
    assert (entry.kind, entry.status is None, entry.key) == ("write", False, str(case.pk))
    assert entry.reason == "gear · No gear is named. · Called twice."


def test_the_reason_is_noted_from_a_page_with_several_forms(as_vera: Client) -> None:
    as_vera.post("/admin/billing/bankentry/7/leave/", {"leave-reason": "Not ours", "leave-iban": "LV80BANK"})
    assert newest().reason == "Not ours"


def test_an_action_is_noted_with_the_rows_it_was_for(as_vera: Client, invoice: Invoice) -> None:
    chosen = {"action": "confirm", "_selected_action": ["3", "4"], "index": "0"}
    as_vera.post(reverse("admin:billing_collection_changelist"), chosen)
    assert newest().address == "/admin/billing/collection/?action=confirm&_selected_action=3,4"


def test_a_write_that_crashes_is_in_the_log(as_vera: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("accounts.actions.take_next", crash)
    as_vera.raise_request_exception = False
    as_vera.post(reverse("admin:accounts_application_next"))
    assert (newest().kind, newest().is_failed) == ("write", True)


def test_a_page_that_cannot_be_noted_is_not_shown(
    as_agent: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("support.audit.actions.note_request", away)
    as_agent.raise_request_exception = False
    answer = as_agent.get(reverse("members:member", args=[company.pk]))
    assert answer.status_code == 500
    assert company.legal_name not in answer.content.decode()


def test_nothing_is_written_that_cannot_be_noted(
    as_vera: Client, case: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("support.audit.actions.begin_write", away)
    as_vera.raise_request_exception = False
    assert as_vera.post(reverse("admin:accounts_application_claim", args=[case.pk])).status_code == 500
    case.refresh_from_db()
    assert case.claimed_by is None


@pytest.fixture
def case(db: None) -> Application:
    return SubmittedApplicationFactory.create()


def test_secrets_are_not_in_the_log(as_vera: Client) -> None:
    secret = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5"
    as_vera.get(f"/set-password/{secret}/", {"token": secret, "q": "Anna"})
    as_vera.post("/password/change/", {"oldpassword": secret, "password1": secret, "reason": "\x00"})
    entries = AuditEntry.objects.values_list("address", "reason", "key")
    assert len(entries) == 2
    assert secret not in str(list(entries))


def test_what_a_page_asks_by_itself_is_not_noted(
    as_vera: Client, case: Application, company: Company
) -> None:
    as_vera.post(reverse("admin:accounts_application_present", args=[case.pk]), {"seen": "0"})
    as_vera.get(reverse("lookup:look_up"), {"q": company.legal_name}, headers={"HX-Request": "true"})
    assert not AuditEntry.objects.exists()
    assert LookUp.objects.count() == 1


def test_customers_and_visitors_are_not_in_the_staff_log(as_anna: Client, client: Client) -> None:
    as_anna.get("/products/")
    Client().get("/admin/")
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "change", ["UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry"]
)
def test_the_database_refuses_to_change_an_entry(agent: User, change: str) -> None:
    written(by=agent)
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert AuditEntry.objects.count() == 1


def test_a_write_is_answered_once(agent: User) -> None:
    entry = written(by=agent, kind="write", status=None)
    actions.answer_write(entry=entry, status=302)
    actions.answer_write(entry=entry, status=200)
    assert newest().status == 302
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        AuditEntry.objects.update(status=200)


def test_old_entries_are_forgotten_and_no_others(agent: User, at: datetime, settings: Settings) -> None:
    settings.STAFF_LOG_DAYS = 30
    for days in (31, 30, 29):
        written(by=agent, at=at - timedelta(days=days))
    assert actions.purge_audit_entries(at=at) == 1
    assert AuditEntry.objects.count() == 2


def found(client: Client, **asked: str) -> list[str]:
    return [entry.address for entry in client.get(LOG, asked).context["page"].rows]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"who": "sanita"}, 2),
        ({"who": "Ozola"}, 2),
        ({"who": "nobody"}, 0),
        ({"company": "151 335 488"}, 1),
        ({"company": "Studija"}, 1),
        ({"text": "kalniņ"}, 1),
        ({"text": "asked by phone"}, 1),
        ({"kind": "write"}, 1),
        ({"kind": "neither"}, 0),
        ({"first": "2026-09-14", "last": "2026-09-14"}, 1),
    ],
)
def test_the_log_is_searched(
    as_auditor: Client, agent: User, silver: Term, at: datetime, asked: dict[str, str], count: int
) -> None:
    written(by=agent, company=silver.subscription.company, address="/staff/members/1/?q=Kalniņa", at=at)
    written(by=agent, kind="write", reason="Asked by phone", at=at - timedelta(days=9))
    assert len(found(as_auditor, **asked)) == count


def test_the_log_is_searched_by_role(as_auditor: Client, agent: User) -> None:
    written(by=agent)
    group = agent.groups.get()
    assert len(found(as_auditor, group=str(group.pk))) == 1


def test_the_log_goes_on_by_key(as_auditor: Client, agent: User) -> None:
    for number in range(51):
        written(by=agent, address=f"/admin/?number={number}")
    page = as_auditor.get(LOG).context["page"]
    assert found(as_auditor, before=str(page.older)) == ["/admin/?number=0"]


def test_the_file_for_the_auditor_holds_what_was_asked_for_and_is_noted(
    as_auditor: Client, agent: User
) -> None:
    written(by=agent, address="/admin/?q=one")
    written(by=agent, address="/admin/?q=two", kind="write")
    answer = as_auditor.get(reverse("admin:audit_auditentry_csv"), {"kind": "write"})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["address"] for row in rows] == ["/admin/?q=two"]
    assert newest().address == "/admin/audit/auditentry/log.csv?kind=write"


@pytest.mark.parametrize("role", ["Verifier", "Support agent", "Finance", "Catalogue manager"])
def test_others_do_not_read_the_log(role: str) -> None:
    client = Client()
    client.force_login(with_role(role))
    assert client.get(LOG).status_code == 403
    assert client.get(reverse("admin:audit_auditentry_csv")).status_code == 403


def test_the_log_page_needs_few_queries(
    as_auditor: Client, agent: User, invoice: Invoice, django_assert_max_num_queries: Budget
) -> None:
    for _ in range(20):
        written(by=agent, company=invoice.company, thing="billing.invoice", key=str(invoice.pk))
    as_auditor.get("/admin/")
    with django_assert_max_num_queries(8):
        as_auditor.get(LOG)


def test_noting_costs_one_query(
    as_agent: Client, invoice: Invoice, django_assert_num_queries: Budget
) -> None:
    request = as_agent.get(reverse("admin:billing_invoice_change", args=[invoice.pk])).wsgi_request
    entry = recording.entry_for(request, by=request.user, viewing=None, network_address=None)  # type: ignore[arg-type]
    with django_assert_num_queries(1):
        actions.note_request(entry=entry, status=200, at=clock.now())


@pytest.mark.parametrize(
    ("label", "way"),
    [
        ("accounts.Company", "pk"),
        ("accounts.User", "role__company"),
        ("accounts.Document", "application__company"),
        ("billing.Payment", "invoice__company"),
        ("products.Registration", "company"),
        ("subscriptions.Term", "subscription__company"),
        ("operations.JobRun", None),
    ],
)
def test_the_way_to_the_company_is_found(label: str, way: str | None) -> None:
    model: type[Model] = apps.get_model(label)
    assert recording.way_to_company(model) == way


@pytest.mark.parametrize("key", ["abc", "9" * 30, "0"])
def test_a_key_that_leads_nowhere_is_noted_as_it_is(as_vera: Client, key: str) -> None:
    RegistrationFactory.create()
    as_vera.get(f"/admin/products/registration/{key}/change/")
    assert (newest().key, newest().company) == (key, None)
