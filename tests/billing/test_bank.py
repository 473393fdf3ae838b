"""Bank statements, taken in as three banks write them: what is matched, what is asked, what changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from accounts.models import User
from billing import actions as billing
from billing import camt
from billing.models import BankEntry, BankStatement, Invoice, Match
from cps_portal.lib.errors import StaleDecision
from tests.billing.statements import BALTIC, BANKS, DUTCH, GERMAN, Booking, Sheet
from tests.factories import InvoiceFactory

pytestmark = pytest.mark.django_db

# Two invoices of 102.85 EUR are open: 2026-000041 and 2026-000042 (RF02 2026 0000 42).
OPEN = 10285
OTHER, OURS = "RF292026000041", "RF022026000042"


def refers(cents: int = OPEN, **facts: Any) -> Booking:
    return Booking(cents, structured=OURS, **facts)


# what came, what was found, status, cents that the invoice still owes afterwards
CASES: dict[str, tuple[Booking, str, str, int]] = {
    "structured reference": (refers(), "reference", "matched", 0),
    "reference in the text": (Booking(OPEN, f"Invoice {OURS} thanks"), "reference", "matched", 0),
    "reference in blocks": (Booking(OPEN, "RF02 2026 0000 42"), "reference", "matched", 0),
    "reference with other gaps": (Booking(OPEN, "rf 0220 26-000 042 Studija"), "reference", "matched", 0),
    "reference runs into the text": (Booking(OPEN, f"{OURS}PALDIES"), "reference", "matched", 0),
    "letters typed for figures": (Booking(OPEN, "RF02 2O26 OOOO 42"), "reference", "matched", 0),
    "reference as end-to-end id": (Booking(OPEN, end_to_end=OURS), "reference", "matched", 0),
    "check digits mistyped": (Booking(OPEN, "RF20 2026 0000 42"), "number", "matched", 0),
    "number and amount": (Booking(OPEN, "Invoice 2026-000042"), "number", "matched", 0),
    "number without the hyphen": (Booking(OPEN, "Rek. nr. 2026 000042, CPS"), "number", "matched", 0),
    "number, another amount": (Booking(OPEN - 1, "Invoice 2026-000042"), "unknown", "to_decide", OPEN),
    "both numbers": (Booking(OPEN, "2026-000041 and 2026-000042"), "unknown", "to_decide", OPEN),
    "both references, one transfer": (Booking(2 * OPEN, f"{OTHER} + {OURS}"), "reference", "matched", 0),
    "a part": (refers(5000), "part", "to_decide", OPEN),
    "a cent too little": (refers(OPEN - 1), "part", "to_decide", OPEN),
    "too much": (refers(OPEN + 1), "over", "to_decide", OPEN),
    "nothing named": (Booking(OPEN, "CPS membership"), "unknown", "to_decide", OPEN),
    "an invoice that is not known": (Booking(OPEN, "RF152026000099"), "unknown", "to_decide", OPEN),
    "a payment that comes back": (refers(-OPEN, returned=True), "returned", "to_decide", OPEN),
    "a reversal": (refers(-OPEN, reversal=True), "returned", "to_decide", OPEN),
    "bank charges": (Booking(-750, "Account fee"), "outgoing", "left", OPEN),
    "without a payer's account": (refers(party_iban="", party=""), "reference", "matched", 0),
    "markup in a name": (refers(party="A & B <c>"), "reference", "matched", 0),
}  # fmt: skip


@pytest.fixture
def invoice(db: None) -> Invoice:
    InvoiceFactory.create(number="2026-000041", reference=OTHER)
    return InvoiceFactory.create(number="2026-000042", reference=OURS)


@pytest.fixture
def take(vera: User, at: datetime) -> Callable[..., billing.Taken]:
    def take(sheet: Sheet) -> billing.Taken:
        return billing.take_statements(content=sheet.xml(), file_name="camt.xml", by=vera, at=at)

    return take


def open_cents(invoice: Invoice) -> int:
    return Invoice.objects.get(pk=invoice.pk).open_cents


def test_there_are_statements_enough() -> None:
    assert len(CASES) * len(BANKS) >= 30


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("case", CASES)
def test_what_a_booking_is_matched_with(
    case: str, bank: str, invoice: Invoice, take: Callable[..., billing.Taken]
) -> None:
    booking, finding, status, owed = CASES[case]
    sheet = Sheet((booking,), BANKS[bank])
    assert_in_order(sheet)
    assert take(sheet).entries == 1
    entry = BankEntry.objects.get()
    assert (entry.finding, entry.status, open_cents(invoice)) == (finding, status, owed)
    assert Invoice.objects.get(pk=invoice.pk).is_paid == (owed == 0)
    assert take(sheet) == billing.Taken(0, 0, 0, 0)
    assert open_cents(invoice) == owed


# The order of elements in camt.053, as far as our statements use them.
ORDER = {
    "Stmt": ["Id", "CreDtTm", "Acct", "Bal", "Ntry"],
    "Bal": ["Tp", "Amt", "CdtDbtInd", "Dt"],
    "Ntry": ["Amt", "CdtDbtInd", "RvslInd", "Sts", "BookgDt", "ValDt", "AcctSvcrRef", "BkTxCd"]
    + ["NtryDtls", "AddtlNtryInf"],
    "TxDtls": ["Refs", "Amt", "CdtDbtInd", "AmtDtls", "RltdPties", "RmtInf", "RtrInf"],
}


def assert_in_order(sheet: Sheet) -> None:
    for element in fromstring(sheet.xml()).iter():
        order = ORDER.get(element.tag.partition("}")[2])
        if order:
            places = [order.index(child.tag.partition("}")[2]) for child in element]
            assert places == sorted(places)


def test_an_entry_of_an_overlapping_statement_counts_once(
    invoice: Invoice, take: Callable[..., billing.Taken]
) -> None:
    for name, bank in (("dutch", DUTCH), ("baltic", BALTIC)):
        first = refers(5000, bank_reference="A1")
        take(Sheet((first,), bank, id=f"day {name}"))
        second = Booking(700, "another", bank_reference="A2")
        again = take(Sheet((first, second), bank, id=f"month {name}"))
        assert (again.statements, again.entries) == (1, 1)


def test_two_alike_on_a_day_are_two(invoice: Invoice, take: Callable[..., billing.Taken]) -> None:
    alike = Booking(500, "Coffee")
    assert take(Sheet((alike, alike), BALTIC)).entries == 2
    assert take(Sheet((alike, alike), BALTIC, id="again")).entries == 0


def test_a_collective_booking_is_taken_apart(invoice: Invoice, take: Callable[..., billing.Taken]) -> None:
    for bank in (DUTCH, GERMAN):
        parts = (Booking(OPEN, structured=OURS), Booking(300, "Something else"))
        sheet = Sheet((Booking(OPEN + 300, parts=parts, bank_reference=f"S{bank.version}"),), bank)
        assert take(replace(sheet, id=bank.version)).entries == 2
    assert open_cents(invoice) == 0
    findings = list(BankEntry.objects.order_by("pk").values_list("finding", flat=True))
    assert findings == ["reference", "unknown", "over", "unknown"]


def test_what_is_not_booked_yet_does_not_count(invoice: Invoice, take: Callable[..., billing.Taken]) -> None:
    assert take(Sheet((refers(status="PDNG"),), GERMAN)).entries == 0
    assert open_cents(invoice) == OPEN


def test_an_invoice_in_another_currency_is_asked_about(take: Callable[..., billing.Taken]) -> None:
    InvoiceFactory.create(number="2026-000042", reference=OURS, currency="SEK")
    take(Sheet((refers(),)))
    assert BankEntry.objects.get().finding == "currency"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not readable XML"),
        (b"<Document/>", "no CAMT.053"),
        (
            Sheet((), doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').xml(),
            "not readable XML",
        ),
        (Sheet((refers(),), closing=1).xml(), "does not add up"),
        (Sheet((refers(),)).xml().replace(b"102.85", b"102.855"), "missing or not readable"),
        (Sheet((refers(),)).xml().replace(b"102.85", b"NaN"), "missing or not readable"),
        (Sheet((refers(),)).xml().replace(b"CLBD", b"CLAV"), "missing or not readable"),
        (Sheet((refers(),), iban="NL91ABNA0417164300").xml(), "NL91ABNA0417164300, which no seller has"),
        (Sheet((refers(),)).xml().replace(b"camt.053", b"camt.052"), "no CAMT.053"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_whole(
    content: bytes, words: str, vera: User, at: datetime
) -> None:
    with pytest.raises(camt.StatementRefused, match=words):
        billing.take_statements(content=content, file_name="x.xml", by=vera, at=at)
    assert not BankStatement.objects.exists()


def test_finance_shares_out_what_is_too_much(
    invoice: Invoice, take: Callable[..., billing.Taken], vera: User, at: datetime
) -> None:
    take(Sheet((refers(OPEN + 2000),)))
    entry = BankEntry.objects.get()
    billing.assign(entry=entry, invoice=invoice, by=vera, at=at)
    entry.refresh_from_db()
    assert (open_cents(invoice), entry.left_cents, entry.status) == (0, 2000, "to_decide")
    with pytest.raises(billing.BankRefused, match="Nothing is open"):
        billing.assign(entry=entry, invoice=invoice, by=vera, at=at)
    billing.return_entry(entry=entry, reason="Paid too much", by=vera, at=at)
    entry.refresh_from_db()
    assert (entry.status, entry.decided_by) == ("to_send_back", vera)
    billing.leave(entry=entry, reason="Transferred on 2 October", by=vera, at=at)
    with pytest.raises(StaleDecision):
        billing.leave(entry=entry, reason="Again", by=vera, at=at)
    billing.reopen_entry(entry=entry, reason="By mistake", by=vera, at=at)
    assert BankEntry.objects.to_decide().get() == entry


def test_a_part_lowers_what_is_open(
    invoice: Invoice, take: Callable[..., billing.Taken], vera: User, at: datetime
) -> None:
    take(Sheet((refers(5000),)))
    entry = BankEntry.objects.get()
    assert entry.suggestion == invoice
    billing.assign(entry=entry, invoice=invoice, by=vera, at=at)
    entry.refresh_from_db()
    assert (open_cents(invoice), entry.status) == (OPEN - 5000, "matched")


def test_a_match_is_undone_with_a_reason_and_made_anew(
    invoice: Invoice, take: Callable[..., billing.Taken], vera: User, at: datetime
) -> None:
    sheet = Sheet((refers(),))
    take(sheet)
    match = Match.objects.get()
    billing.undo_match(match=match, reason="It was for another company", by=vera, at=at)
    assert open_cents(invoice) == OPEN
    assert not Invoice.objects.get(pk=invoice.pk).is_paid
    with pytest.raises(StaleDecision):
        billing.undo_match(match=match, reason="Twice", by=vera, at=at)
    assert take(sheet).entries == 0
    entry = BankEntry.objects.to_decide().get()
    other = Invoice.objects.get(number="2026-000041")
    billing.assign(entry=entry, invoice=other, by=vera, at=at)
    assert (open_cents(other), open_cents(invoice)) == (0, OPEN)


def test_a_payment_that_comes_back_opens_the_invoice_again(
    invoice: Invoice, take: Callable[..., billing.Taken], vera: User, at: datetime
) -> None:
    take(Sheet((refers(),)))
    take(Sheet((refers(-OPEN, returned=True),), id="next"))
    entry = BankEntry.objects.to_decide().get()
    assert entry.suggestion == invoice
    billing.assign(entry=entry, invoice=invoice, by=vera, at=at)
    assert open_cents(invoice) == OPEN
    take(Sheet((refers(-OPEN, returned=True),), id="twice"))
    with pytest.raises(billing.BankRefused, match="not been paid"):
        billing.assign(entry=BankEntry.objects.to_decide().get(), invoice=invoice, by=vera, at=at)
