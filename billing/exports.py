"""The books of a period for accounting, as CSV and in the manner of DATEV; the same period gives the same file."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from billing.models import Category, CreditNote, Invoice, Payment
from cps_portal.lib import money

# Accounts of the standard chart SKR 03; an operator with another chart maps them when importing.
RECEIVABLES, BANK, CARD_CLEARING = "1400", "1200", "1360"
REVENUE = {Category.STANDARD: "8400", Category.REVERSE_CHARGE: "8336", Category.OUTSIDE_SCOPE: "8338"}
OUTPUT_VAT = "1776"

COLUMNS = (
    *("date", "kind", "number", "invoice", "customer", "country", "vat_number", "vat_category"),
    *("vat_percent", "net", "vat", "gross", "currency"),
)
JOURNAL_COLUMNS = (
    *("amount", "debit_or_credit", "currency", "account", "contra_account", "document_date"),
    *("document_field_1", "posting_text"),
)


@dataclass(frozen=True)
class Book:
    """One row of the books; payments have a gross amount alone."""

    on: date
    kind: str
    number: str
    invoice: str
    customer: dict[str, str]
    category: str
    percent: str
    net_cents: int
    vat_cents: int
    gross_cents: int
    currency: str
    account: str


@dataclass(frozen=True)
class Totals:
    """What the receiver compares, so that nothing is lost on the way."""

    rows: int
    net_cents: int
    vat_cents: int
    gross_cents: int
    paid_cents: int
    sha256: str

    def spoken(self) -> list[str]:
        sums = (self.net_cents, self.vat_cents, self.gross_cents, self.paid_cents)
        return [str(self.rows), *(money.plain(cents) for cents in sums)]


def books(*, first: date, beyond: date) -> Iterator[Book]:
    """What was issued and paid from a day until before another, invoices first, in the order of their numbers."""
    span = {"issued_on__gte": first, "issued_on__lt": beyond}
    invoices = Invoice.objects.filter(**span).order_by("issued_on", "number").prefetch_related("lines")
    notes = CreditNote.objects.filter(**span).order_by("issued_on", "number").prefetch_related("lines")
    for invoice in invoices.iterator(500):
        yield from _of_paper(invoice)
    for note in notes.select_related("invoice").iterator(500):
        yield from _of_paper(note)
    paid = Payment.objects.filter(recorded_at__date__gte=first, recorded_at__date__lt=beyond)
    for payment in paid.select_related("invoice__seller").order_by("pk").iterator(500):
        yield _of_payment(payment)


def _of_paper(paper: Invoice | CreditNote) -> Iterator[Book]:
    sign, kind = (-1, "credit note") if isinstance(paper, CreditNote) else (1, "invoice")
    invoice = paper.invoice.number if isinstance(paper, CreditNote) else paper.number
    for line in paper.lines.all():
        net, vat = sign * line.net_cents, sign * line.vat_cents
        yield Book(
            *(paper.issued_on, kind, paper.number, invoice, paper.parties["buyer"], line.vat_category),
            *(f"{line.vat_percent:.2f}", net, vat, net + vat, paper.currency),
            account=REVENUE[Category(line.vat_category)],
        )


def _of_payment(payment: Payment) -> Book:
    invoice = payment.invoice
    day = invoice.seller.day_of(payment.recorded_at)
    account = BANK if payment.method == "transfer" else CARD_CLEARING
    return Book(
        *(day, "payment", payment.reference, invoice.number, invoice.parties["buyer"], "", ""),
        *(0, 0, payment.amount_cents, invoice.currency),
        account=account,
    )


def as_csv(*, first: date, beyond: date) -> tuple[str, Totals]:
    """Write the books as CSV, with their totals."""
    rows = list(books(first=first, beyond=beyond))
    lines = [
        (
            *(row.on.isoformat(), row.kind, row.number, row.invoice, _safe(row.customer["name"])),
            *(row.customer["country"], row.customer["vat_number"], row.category, row.percent),
            *(
                money.plain(row.net_cents),
                money.plain(row.vat_cents),
                money.plain(row.gross_cents),
                row.currency,
            ),
        )
        for row in rows
    ]
    return _written(COLUMNS, lines, rows)


def as_journal(*, first: date, beyond: date) -> tuple[str, Totals]:
    """Write the books as postings in the manner of DATEV: amount, S or H, account and contra account."""
    rows = list(books(first=first, beyond=beyond))
    lines = [posting for row in rows for posting in _postings(row)]
    return _written(JOURNAL_COLUMNS, lines, rows)


def _postings(row: Book) -> Iterator[tuple[str, ...]]:
    pairs = [(row.gross_cents, row.account, RECEIVABLES)]
    if row.kind != "payment":
        pairs = [(row.net_cents, RECEIVABLES, row.account), (row.vat_cents, RECEIVABLES, OUTPUT_VAT)]
    for cents, account, contra in pairs:
        if cents:
            amount = money.plain(abs(cents)).replace(".", ",")
            day = f"{row.on:%d%m}"
            text = _safe(f"{row.kind} {row.customer['name']}")[:60]
            yield amount, "S" if cents > 0 else "H", row.currency, account, contra, day, row.invoice, text


def _written(
    columns: tuple[str, ...], lines: Sequence[tuple[str, ...]], rows: list[Book]
) -> tuple[str, Totals]:
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(lines)
    content = file.getvalue()
    papers = [row for row in rows if row.kind != "payment"]
    return content, Totals(
        rows=len(lines),
        net_cents=sum(row.net_cents for row in papers),
        vat_cents=sum(row.vat_cents for row in papers),
        gross_cents=sum(row.gross_cents for row in papers),
        paid_cents=sum(row.gross_cents for row in rows if row.kind == "payment"),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def _safe(text: str) -> str:
    """A name that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
