"""What finance does in the admin: statements, decisions, credit notes, open items, revenue, the export."""

import csv
import hashlib
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import actions as billing
from billing import exports, reports
from billing.models import BankEntry, CreditNote, Invoice, Match
from tests.billing.statements import Booking, Sheet
from tests.factories import CompanyFactory, InvoiceFactory, StaffFactory

pytestmark = pytest.mark.django_db

UPLOAD = "admin:billing_bankstatement_add"
NUMBER, REFERENCE = "2026-000042", "RF022026000042"


@pytest.fixture
def invoice(db: None) -> Invoice:
    return InvoiceFactory.create(number=NUMBER, reference=REFERENCE)


def upload(client: Client, sheet: Sheet) -> str:
    file = SimpleUploadedFile("camt.xml", sheet.xml(), "application/xml")
    return client.post(reverse(UPLOAD), {"file": file}, follow=True).content.decode()


def test_a_statement_is_taken_in_and_an_entry_decided(as_fred: Client, invoice: Invoice) -> None:
    assert "New entries: 1. Matched: 0, to be decided: 1." in upload(
        as_fred, Sheet((Booking(5000, REFERENCE),))
    )
    assert "Nothing was changed" in upload(as_fred, Sheet((Booking(5000, REFERENCE),)))
    entry = BankEntry.objects.get()
    page = as_fred.get(reverse("admin:billing_bankentry_change", args=[entry.pk])).content.decode()
    assert "less than is open" in page
    assert f'value="{NUMBER}"' in page
    assign = reverse("admin:billing_bankentry_assign", args=[entry.pk])
    assert "no invoice with this number" in as_fred.post(assign, {"number": "2020-1"}).content.decode()
    as_fred.post(assign, {"number": REFERENCE})
    assert Invoice.objects.get().open_cents == 10285 - 5000
    undo = reverse("admin:billing_bankentry_undo", args=[entry.pk])
    match = Match.objects.get()
    assert "Say why" in as_fred.post(undo, {"match": match.pk}).content.decode()
    page = as_fred.post(undo, {"match": match.pk, "undo-reason": "Mixed up"}, follow=True).content.decode()
    assert "Undone by Fred Finance" in page
    assert Invoice.objects.get().open_cents == 10285


@pytest.mark.parametrize(("verb", "status"), [("send_back", "to_send_back"), ("leave", "left")])
def test_an_entry_without_invoice_is_decided_with_a_reason(verb: str, status: str, as_fred: Client) -> None:
    upload(as_fred, Sheet((Booking(5000, "who knows"),)))
    entry = BankEntry.objects.get()
    address = reverse(f"admin:billing_bankentry_{verb}", args=[entry.pk])
    assert "Say why" in as_fred.post(address).content.decode()
    as_fred.post(address, {f"{verb}-reason": "Not ours"})
    entry.refresh_from_db()
    assert (entry.status, entry.reason) == (status, "Not ours")
    as_fred.post(reverse("admin:billing_bankentry_anew", args=[entry.pk]), {"anew-reason": "Ours after all"})
    assert BankEntry.objects.to_decide().exists()


def test_a_broken_file_is_said_beside_the_field(as_fred: Client) -> None:
    page = upload(as_fred, Sheet((Booking(1),), closing=5))
    assert "does not add up" in page


def test_others_may_neither_upload_nor_decide(as_fred: Client) -> None:
    upload(as_fred, Sheet((Booking(5000, "who knows"),)))
    agent = StaffFactory.create(is_superuser=False)
    agent.groups.add(Group.objects.get(name="Support agent"))
    client = Client()
    client.force_login(agent)
    entry = BankEntry.objects.get()
    assert client.get(reverse(UPLOAD)).status_code == 403
    assert client.get(reverse("admin:billing_bankentry_change", args=[entry.pk])).status_code == 403
    assert client.post(reverse("admin:billing_bankentry_leave", args=[entry.pk])).status_code == 403
    assert client.get(reverse("admin:billing_creditnote_add")).status_code == 403
    assert client.get(reverse("admin:billing_invoice_accounting")).status_code == 403


def test_finance_credits_an_invoice_once(as_fred: Client, invoice: Invoice, fred: User) -> None:
    address = reverse("admin:billing_creditnote_add")
    page = as_fred.get(address, {"invoice": NUMBER})
    form = {
        "number": NUMBER,
        "net": "10.00",
        "reason": "Goodwill",
        "key": page.context["form"]["key"].value(),
    }
    assert "no invoice with this number" in as_fred.post(address, {**form, "number": "x"}).content.decode()
    assert "is left to be credited" in as_fred.post(address, {**form, "net": "100"}).content.decode()
    as_fred.post(address, form)
    as_fred.post(address, form)
    note = CreditNote.objects.get()
    assert (note.gross_cents, note.by, note.reason) == (1210, fred, "Goodwill")


def test_open_items_are_shared_out_by_age(as_fred: Client, at: datetime, vera: User) -> None:
    for due_on in (
        date(2026, 9, 14),
        date(2026, 9, 13),
        date(2026, 8, 15),
        date(2026, 8, 14),
        date(2026, 1, 1),
    ):
        InvoiceFactory.create(due_on=due_on)
    part_paid = Invoice.objects.earliest("pk")
    billing.record_payment(
        invoice=part_paid, received=billing.Received(285, "transfer", at), reference="bank:x", at=at
    )
    whole = InvoiceFactory.create()
    billing.credit_whole(invoice=whole, reason="x", reference="1", by=vera, at=at)
    buckets = reports.ageing(on=date(2026, 9, 14))
    assert [bucket.count for bucket in buckets] == [1, 2, 1, 0, 1]
    assert buckets[0].sums == ["€100.00"]
    page = as_fred.get(reverse("admin:billing_invoice_open_items")).content.decode()
    assert part_paid.number in page
    assert whole.number not in page


def test_revenue_leads_to_the_board_of_those_who_may_see_the_books(as_fred: Client) -> None:
    assert as_fred.get(reverse("admin:billing_invoice_revenue"))["Location"] == "/staff/boards/revenue/"


def test_the_export_is_repeatable_and_adds_up(as_fred: Client, at: datetime, vera: User) -> None:
    invoice = InvoiceFactory.create(issued_on=date(2026, 9, 1), company__legal_name="=1+1 SIA")
    InvoiceFactory.create(issued_on=date(2026, 10, 1))
    billing.credit_part(invoice=invoice, net_cents=1000, reason="x", reference="1", by=vera, at=at)
    received = billing.Received(5000, "transfer", at)
    billing.record_payment(invoice=invoice, received=received, reference="bank:y", at=at)
    period: Any = {"first": date(2026, 9, 1), "beyond": date(2026, 10, 1)}
    content, totals = exports.as_csv(**period)
    assert (content, totals) == exports.as_csv(**period)
    assert totals.spoken() == ["3", "75.00", "15.75", "90.75", "50.00"]
    rows = list(csv.DictReader(StringIO(content), delimiter=";"))
    assert [row["kind"] for row in rows] == ["invoice", "credit note", "payment"]
    assert rows[0]["customer"] == "'=1+1 SIA"
    journal, _totals = exports.as_journal(**period)
    postings = list(csv.DictReader(StringIO(journal), delimiter=";"))
    sums = {"S": 0, "H": 0}
    for posting in postings:
        sums[posting["debit_or_credit"]] += int(posting["amount"].replace(",", ""))
    assert sums == {"S": 8500 + 1785 + 5000, "H": 1000 + 210}
    address = reverse("admin:billing_invoice_accounting")
    asked = {"first": "2026-09-01", "last": "2026-09-30", "kind": "csv"}
    assert totals.sha256 in as_fred.post(address, asked).content.decode()
    answer = as_fred.get(address, asked)
    assert hashlib.sha256(answer.content).hexdigest() == totals.sha256


@pytest.mark.parametrize(
    "words",
    [
        *(NUMBER, REFERENCE, "rf02 2026 0000 42", " studija ", "SIA Studija", "lv40003245752"),
        *("1028.5", "1028,50 €", "1 028,50", "€1,028.50", "EUR 1028.50"),
    ],
)
def test_an_invoice_is_found_by_what_people_know(words: str, as_fred: Client) -> None:
    amounts = {"net_cents": 85000, "vat_cents": 17850, "gross_cents": 102850}
    company = CompanyFactory.create(legal_name="SIA Studija")
    InvoiceFactory.create(number=NUMBER, reference=REFERENCE, company=company, **amounts)
    amounts |= {"vat_cents": 17851, "gross_cents": 102851}
    InvoiceFactory.create(company__legal_name="Other", company__vat_number="", **amounts)
    listed = as_fred.get(reverse("admin:billing_invoice_changelist"), {"q": words}).context["cl"]
    assert [invoice.number for invoice in listed.result_list] == [NUMBER]


def test_an_invoice_is_found_over_indexes(db: None) -> None:
    """However few rows a test has: with reading row by row discouraged, the plan shows what else there is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Invoice.objects.found_by("85,00").explain()
    assert "invoice_by_amount" in plan
    assert "Seq Scan" not in plan
