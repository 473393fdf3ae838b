"""Bank statements: taken in once, matched where nothing is in doubt, and decided by finance where something is."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import camt, matching
from billing.actions.payments import Received, record_payment
from billing.models import BankEntry, BankStatement, Invoice, Match, Seller
from cps_portal.lib.errors import DomainError, StaleDecision
from subscriptions.models import SignUp

Status, Finding = BankEntry.Status, BankEntry.Finding


class BankRefused(DomainError):
    """What finance asked for does not go with the entry or the invoice."""


@dataclass(frozen=True)
class Taken:
    """What came of an upload."""

    statements: int
    entries: int
    matched: int
    to_decide: int


@transaction.atomic
def take_statements(*, content: bytes, file_name: str, by: User, at: datetime) -> Taken:
    """Take in the statements of a file; those and those entries that are known already change nothing."""
    before = BankEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    read = camt.read(content)
    sellers = [_seller_of(statement) for statement in read]
    digest = hashlib.sha256(content).hexdigest()
    taken = 0
    for statement, seller in zip(read, sellers, strict=True):
        row, is_new = BankStatement.objects.get_or_create(
            iban=statement.iban,
            statement_id=statement.statement_id,
            until_on=statement.until_on,
            defaults={
                "seller": seller,
                "currency": statement.currency,
                "opening_cents": statement.opening_cents,
                "closing_cents": statement.closing_cents,
                "file_name": file_name[:200],
                "file_sha256": digest,
                "uploaded_at": at,
                "by": by,
            },
        )
        taken += is_new
        for entry in statement.entries:
            _take(row, entry, at)
    new = BankEntry.objects.filter(pk__gt=before)
    return Taken(taken, new.count(), new.filter(status=Status.MATCHED).count(), new.to_decide().count())


def _seller_of(statement: camt.Statement) -> Seller:
    """Find whose account it is; the lock lets one upload follow the other."""
    seller = Seller.objects.select_for_update(no_key=True).filter(iban=statement.iban).first()
    if seller is None:
        refusal = _("The statement is of account %(iban)s, which no seller has.")
        raise camt.StatementRefused(refusal % {"iban": statement.iban})
    return seller


def _take(statement: BankStatement, entry: camt.Entry, at: datetime) -> None:
    if BankEntry.objects.filter(iban=statement.iban, key=entry.key).exists():
        return
    found = matching.find(entry)
    row = BankEntry.objects.create(
        statement=statement,
        iban=statement.iban,
        key=entry.key,
        booked_on=entry.booked_on,
        amount_cents=entry.amount_cents,
        currency=entry.currency,
        party=entry.party[:200],
        party_iban=entry.party_iban[:34],
        references=list(entry.references),
        text=entry.text,
        status=_status(found),
        finding=found.finding,
        suggestion=found.suggestion,
    )
    for invoice in found.invoices:
        _match(row, invoice, invoice.open_cents, None, at)


def _status(found: matching.Found) -> BankEntry.Status:
    if found.invoices:
        return Status.MATCHED
    return Status.LEFT if found.finding == Finding.OUTGOING else Status.TO_DECIDE


def _match(entry: BankEntry, invoice: Invoice, cents: int, by: User | None, at: datetime) -> Match:
    match = Match.objects.create(entry=entry, invoice=invoice, amount_cents=cents, by=by, made_at=at)
    match.payment = record_payment(
        invoice=invoice,
        received=Received(cents, SignUp.Payment.TRANSFER, _moment_of(entry)),
        reference=f"bank:{match.pk}",
        at=at,
        by=by,
    )
    match.save(update_fields=["payment"])
    return match


def _moment_of(entry: BankEntry) -> datetime:
    """A bank tells the day alone; noon lies on that day wherever one looks at it from."""
    return datetime.combine(entry.booked_on, time(12), tzinfo=UTC)


@transaction.atomic
def assign(*, entry: BankEntry, invoice: Invoice, by: User, at: datetime) -> Match:
    """Book an entry on an invoice, as far as something is open on it; what is left stays to be decided."""
    row = _to_decide(entry)
    locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    if locked.currency != row.currency:
        raise BankRefused(_("The invoice is in %(currency)s.") % {"currency": locked.currency})
    cents = _share(row, locked)
    match = _match(row, locked, cents, by, at)
    if row.left_cents == 0:
        _decide(row, Status.MATCHED, "", by, at)
    return match


def _share(entry: BankEntry, invoice: Invoice) -> int:
    """How much of an entry an invoice can take: money that came back takes back what had come."""
    if entry.amount_cents < 0:
        if invoice.paid_cents < -entry.left_cents:
            raise BankRefused(_("So much has not been paid on this invoice."))
        return entry.left_cents
    if invoice.open_cents <= 0:
        raise BankRefused(_("Nothing is open on this invoice. Choose another one, or send the money back."))
    return min(entry.left_cents, invoice.open_cents)


@transaction.atomic
def return_entry(*, entry: BankEntry, reason: str, by: User, at: datetime) -> None:
    """Put what is left of an entry on finance's list of transfers to make."""
    row = _to_decide(entry)
    if row.left_cents <= 0:
        raise BankRefused(_("Only money that came can be sent back."))
    _decide(row, Status.TO_SEND_BACK, reason, by, at)


@transaction.atomic
def leave(*, entry: BankEntry, reason: str, by: User, at: datetime) -> None:
    """Leave an entry as it is, with a reason: it is not for an invoice, or was sent back."""
    row = BankEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.status not in (Status.TO_DECIDE, Status.TO_SEND_BACK):
        raise StaleDecision(_("Somebody else has decided this entry already."))
    _decide(row, Status.LEFT, reason, by, at)


@transaction.atomic
def undo_match(*, match: Match, reason: str, by: User, at: datetime) -> None:
    """Take a match back, with a reason: the payment is booked the other way, and the entry is to be decided anew."""
    entry = BankEntry.objects.select_for_update(of=("self",)).get(pk=match.entry_id)
    undone = Match.objects.filter(pk=match.pk, undone_at=None).update(
        undone_at=at, undone_by=by, why_undone=reason
    )
    if not undone:
        raise StaleDecision(_("This match was undone already."))
    record_payment(
        invoice=match.invoice,
        received=Received(-match.amount_cents, SignUp.Payment.TRANSFER, at),
        reference=f"bank:{match.pk}:undone",
        at=at,
        by=by,
    )
    _decide(entry, Status.TO_DECIDE, reason, by, at)


@transaction.atomic
def reopen_entry(*, entry: BankEntry, reason: str, by: User, at: datetime) -> None:
    """Put an entry that was left or is to be sent back among those to be decided again."""
    row = BankEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.status not in (Status.LEFT, Status.TO_SEND_BACK):
        raise StaleDecision(_("This entry is not decided, or it is matched: undo the match instead."))
    _decide(row, Status.TO_DECIDE, reason, by, at)


def _to_decide(entry: BankEntry) -> BankEntry:
    row = BankEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.status != Status.TO_DECIDE:
        raise StaleDecision(_("Somebody else has decided this entry already."))
    return row


def _decide(entry: BankEntry, status: BankEntry.Status, reason: str, by: User, at: datetime) -> None:
    entry.status, entry.reason, entry.decided_at, entry.decided_by = status, reason, at, by
    entry.save(update_fields=["status", "reason", "decided_at", "decided_by"])


def said(taken: Taken) -> str:
    """Say what came of an upload."""
    if not taken.entries:
        return _("Everything in this file was known already. Nothing was changed.")
    return _("New entries: %(entries)d. Matched: %(matched)d, to be decided: %(to_decide)d.") % {
        "entries": taken.entries,
        "matched": taken.matched,
        "to_decide": taken.to_decide,
    }
