"""Credit notes: never more than the invoice, each once, and the unused days of a term by themselves."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from post_office.models import Email
from pypdf import PdfReader

from accounts.models import Company, User
from billing import actions as billing
from billing.models import CopyAddress, CreditNote, Invoice, NumberSeries, Refund
from subscriptions.models import Term
from tests.billing.scenes import started_term, vies_answered
from tests.factories import InvoiceFactory, RoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(company: Company, anna: User, at: datetime) -> Term:
    return started_term(company, anna, at, level="gold")


@pytest.fixture
def invoice(term: Term, company: Company, at: datetime) -> Invoice:
    vies_answered(company.vat_number, at)
    return billing.issue(term=term, at=at)


def cut(term: Term, on: date, why: str, at: datetime) -> None:
    Term.objects.filter(pk=term.pk).update(ends_on=on, cut=why, cut_at=at)


def part(invoice: Invoice, net_cents: int, by: User, at: datetime, reference: str = "form-1") -> CreditNote:
    facts: dict[str, Any] = {"reason": "Goodwill", "reference": reference, "by": by, "at": at}
    return billing.credit_part(invoice=invoice, net_cents=net_cents, **facts)


def test_a_part_is_taken_off_with_its_vat(vera: User, at: datetime) -> None:
    invoice = InvoiceFactory.create()
    note = part(invoice, 1000, vera, at)
    assert note.number == "C2026-000001"
    assert (note.net_cents, note.vat_cents, note.gross_cents) == (1000, 210, 1210)
    line = note.lines.get()
    assert (line.vat_category, line.vat_percent, line.text) == (
        "S",
        Decimal(21),
        "Credit for: CPS Silver membership",
    )
    invoice.refresh_from_db()
    assert invoice.open_cents == 10285 - 1210
    assert not invoice.is_paid


def test_the_whole_is_what_is_left_to_the_cent(vera: User, at: datetime) -> None:
    invoice = InvoiceFactory.create()
    part(invoice, 3333, vera, at)
    facts: dict[str, Any] = {"reason": "Mistake", "by": vera, "at": at}
    rest = billing.credit_whole(invoice=invoice, reference="form-2", **facts)
    assert (rest.net_cents, rest.vat_cents) == (8500 - 3333, 1785 - 700)
    invoice.refresh_from_db()
    assert invoice.open_cents == 0
    assert invoice.is_paid
    assert invoice.is_credited
    with pytest.raises(billing.CreditRefused, match="as a whole already"):
        billing.credit_whole(invoice=invoice, reference="form-3", **facts)


def test_never_more_than_the_invoice(vera: User, at: datetime) -> None:
    invoice = InvoiceFactory.create()
    part(invoice, 8000, vera, at)
    with pytest.raises(billing.CreditRefused, match="€5.00 without VAT is left"):
        part(invoice, 501, vera, at, "form-2")
    with pytest.raises(billing.CreditRefused):
        part(invoice, 0, vera, at, "form-3")
    assert NumberSeries.objects.get(kind="credit_note").last == 1


def test_the_database_refuses_more_than_the_invoice(vera: User, at: datetime) -> None:
    note = part(InvoiceFactory.create(), 8000, vera, at)
    twice = {"number": "C2026-999999", "reference": "twice", "pk": None}
    fields = {
        field.name: getattr(note, field.name) for field in CreditNote._meta.fields if field.name != "id"
    }
    with pytest.raises(DatabaseError, match="takes back more"), transaction.atomic():
        CreditNote.objects.create(**{**fields, **twice})


def test_a_form_that_is_sent_twice_credits_once(vera: User, at: datetime) -> None:
    invoice = InvoiceFactory.create()
    assert part(invoice, 1000, vera, at) == part(invoice, 1000, vera, at)


def test_the_database_keeps_an_issued_credit_note_as_it_is(vera: User, at: datetime) -> None:
    note = part(InvoiceFactory.create(), 1000, vera, at)
    mine = CreditNote.objects.filter(pk=note.pk)
    for wrong in (
        lambda: mine.update(reason="Another"),
        lambda: mine.update(net_cents=1, vat_cents=0, gross_cents=1),
        lambda: mine.delete(),
        lambda: note.lines.update(net_cents=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def test_unused_days_are_credited_once_under_the_same_treatment(
    term: Term, invoice: Invoice, at: datetime
) -> None:
    later = at + timedelta(days=100)
    cut(term, term.starts_on + timedelta(days=100), Term.Cut.UPGRADED, later)
    assert billing.credit_due(at=later) == 1
    assert billing.credit_due(at=later) == 0
    note = CreditNote.objects.get()
    assert note.net_cents == 12342  # 170.00 EUR × 265 of 365 days = 123.424…
    line = note.lines.get()
    assert (line.vat_category, line.vat_cents, line.vat_reason_code) == ("AE", 0, "VATEX-EU-AE")
    assert "unused days from 23 December 2026 to 13 September 2027: 265 of 365" in line.text
    assert note.reason.startswith("You changed to a higher level")
    assert note.reference == f"term:{term.pk}"


def test_a_term_cut_before_its_invoice_is_credited_after_it(
    term: Term, company: Company, at: datetime
) -> None:
    cut(term, term.starts_on, Term.Cut.WITHDRAWN, at)
    assert billing.credit_due(at=at) == 0
    vies_answered(company.vat_number, at)
    billing.issue_due(at=at)
    assert billing.credit_due(at=at) == 1
    assert Invoice.objects.get().open_cents == 0
    assert "withdrawn" in CreditNote.objects.get().reason


def test_what_staff_have_credited_is_not_credited_again(
    term: Term, invoice: Invoice, vera: User, at: datetime
) -> None:
    part(invoice, 10000, vera, at)
    cut(term, term.starts_on, Term.Cut.WITHDRAWN, at)
    assert billing.credit_due(at=at) == 1
    assert [note.net_cents for note in CreditNote.objects.order_by("pk")] == [10000, 7000]


def test_a_wholly_credited_term_is_not_looked_at_again(
    term: Term, invoice: Invoice, vera: User, at: datetime
) -> None:
    billing.credit_whole(invoice=invoice, reason="Mistake", reference="1", by=vera, at=at)
    cut(term, term.starts_on, Term.Cut.WITHDRAWN, at)
    assert billing.credit_due(at=at) == 0


def test_what_was_paid_and_is_owed_no_more_is_sent_back(vera: User, at: datetime) -> None:
    invoice = InvoiceFactory.create()
    received = billing.Received(10000, "transfer", at)
    billing.record_payment(invoice=invoice, received=received, reference="bank:1", at=at)
    part(invoice, 1000, vera, at)  # 12.10 EUR, of which 2.85 EUR were not paid yet
    part(invoice, 500, vera, at, "form-2")
    assert [refund.amount_cents for refund in Refund.objects.order_by("pk")] == [1210 - 285, 605]
    assert Refund.objects.earliest("pk").method == "transfer"


def test_a_credit_note_is_drawn_and_mailed_once(invoice: Invoice, vera: User, at: datetime) -> None:
    billing.send_unsent(at=at)
    note = part(invoice, 10000, vera, at)
    assert billing.send_unsent(at=at) == 1
    note.refresh_from_db()
    mail = Email.objects.get(subject__startswith="Credit note")
    assert mail.subject == f"Credit note {note.number}: €100.00"
    assert f"takes €100.00 off invoice {invoice.number}" in mail.message
    assert "Goodwill" in mail.message
    text = " ".join(PdfReader(BytesIO(billing.read_paper(paper=note))).pages[0].extract_text().split())
    for words in (f"Credit note {note.number}", "€100.00", invoice.number, "Goodwill", "Reverse charge"):
        assert words in text


def test_copies_go_to_the_addresses_that_were_named_before_the_issue(
    company: Company, anna: User, term: Term, at: datetime
) -> None:
    vies_answered(company.vat_number, at)
    billing.add_copy_address(company=company, email=" Books@Office.example ", by=anna, at=at)
    invoice = billing.issue(term=term, at=at)
    billing.add_copy_address(company=company, email="late@office.example", by=anna, at=at)
    billing.send_unsent(at=at)
    reached = [mail.to for mail in Email.objects.filter(subject__contains=invoice.number)]
    assert reached == [["anna@studio.example"], ["books@office.example"]]


def test_a_customer_sees_and_opens_credit_notes(
    as_anna: Client, invoice: Invoice, vera: User, at: datetime, stranger: User
) -> None:
    note = part(invoice, 10000, vera, at)
    billing.send_unsent(at=at)
    page = as_anna.get(reverse("billing:invoices")).content.decode()
    assert note.number in page
    pdf = as_anna.get(reverse("billing:credit_note_pdf", args=[note.number]))
    assert pdf.content.startswith(b"%PDF")
    for name, number in (("credit_note_xml", note.number), ("invoice_xml", invoice.number)):
        answer = as_anna.get(reverse(f"billing:{name}", args=[number]))
        assert answer["Content-Type"] == "application/xml"
        assert answer["Content-Disposition"] == f'attachment; filename="{number}.xml"'
        other = Client()
        other.force_login(stranger)
        assert other.get(reverse(f"billing:{name}", args=[number])).status_code == 404


def test_owners_keep_the_addresses_for_copies(as_anna: Client, company: Company, anna: User) -> None:
    page = reverse("billing:copies")

    def add(email: str) -> str:
        return as_anna.post(page, {"email": email}, follow=True).content.decode()

    assert "copies of your invoices go to books@office.example" in add("books@office.example")
    assert "It looks like name@company.example" in add("x")
    add("a@office.example")
    add("b@office.example")
    assert "at most 3 further" in add("c@office.example")
    address = CopyAddress.objects.get(email="books@office.example")
    as_anna.post(reverse("billing:remove_copy_address", args=[address.pk]))
    assert CopyAddress.objects.count() == 2
    as_anna.force_login(RoleFactory.create(company=company, kind="colleague").user)
    assert as_anna.get(page).status_code == 404
    assert "further addresses" not in as_anna.get(reverse("billing:invoices")).content.decode()
