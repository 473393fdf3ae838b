"""Credit notes: an invoice taken back in part or whole, never by more than it was, each for one reason once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.actions import refunds
from billing.actions.numbers import next_number
from billing.actions.payments import update_paid_state
from billing.models import CreditNote, CreditNoteLine, Invoice, NumberSeries, Refund
from cps_portal.lib import money, queue
from cps_portal.lib.errors import DomainError
from subscriptions.models import Term

BATCH = 200


class CreditRefused(DomainError):
    """Nothing, or not as much, is left of the invoice to be taken back."""


@dataclass(frozen=True)
class Why:
    """What a credit note says for itself, and the reference under which it is written once."""

    reason: str
    reference: str
    by: User | None = None
    term: Term | None = None
    text: str = ""


def credit_due(*, at: datetime) -> int:
    """Credit the unused days of every term that was cut short and whose invoice was issued; return how many."""
    taken_back = Coalesce(Sum("invoice__credit_notes__gross_cents"), 0)
    due = (
        Term.objects.cut_short()
        .filter(credit_note=None, invoice__gross_cents__gt=0)
        .annotate(taken_back=taken_back)
        .filter(taken_back__lt=F("invoice__gross_cents"))
    )
    keys = due.order_by("pk").values_list("pk", flat=True)[:BATCH]
    return queue.sweep_keys(keys, partial(_credit_if_due, at=at), what="credit of term")


@transaction.atomic
def _credit_if_due(term_pk: int, *, at: datetime) -> bool:
    for term in queue.take(Term.objects.cut_short().filter(pk=term_pk, credit_note=None), limit=1):
        credit_term(term=term, at=at)
        return True
    return False


def credit_term(*, term: Term, at: datetime) -> CreditNote:
    """Credit the unused days of a term that was cut short, or return the credit note that it has."""
    invoice = term.invoice
    net_cents = money.share_of(invoice.net_cents, term.unused_days, term.sold_days)
    first, last = term.ends_on, term.promised_until - timedelta(days=1)
    with translation.override(invoice.language):
        text = gettext(
            "%(level)s membership, unused days from %(first)s to %(last)s: %(unused)d of %(sold)d"
        ) % {
            "level": term.level.name,
            "first": date_format(first, "DATE_FORMAT"),
            "last": date_format(last, "DATE_FORMAT"),
            "unused": term.unused_days,
            "sold": term.sold_days,
        }
        reason = _reason_of(term)
    why = Why(reason=reason, reference=f"term:{term.pk}", term=term, text=text)
    with transaction.atomic():
        left = _lock(invoice)
        return _once(why) or _issue(left, min(net_cents, left.net_cents), why, at)


def _reason_of(term: Term) -> str:
    if term.cut == Term.Cut.UPGRADED:
        return gettext(
            "You changed to a higher level; the days that are left of the old membership are credited."
        )
    return gettext("The membership was withdrawn; the days that are left of it are credited.")


def credit_part(
    *, invoice: Invoice, net_cents: int, reason: str, reference: str, by: User, at: datetime
) -> CreditNote:
    """Take a net amount and the VAT on it off an invoice; raises CreditRefused where less is left of it."""
    why = Why(reason=reason, reference=f"staff:{reference}", by=by)
    with transaction.atomic():
        left = _lock(invoice)
        first = _once(why)
        if first is not None:
            return first
        if not 0 < net_cents <= left.net_cents:
            refusal = _("Of this invoice, %(amount)s without VAT is left to be credited.")
            raise CreditRefused(refusal % {"amount": money.spoken(left.net_cents, invoice.currency)})
        return _issue(left, net_cents, why, at)


def credit_whole(*, invoice: Invoice, reason: str, reference: str, by: User, at: datetime) -> CreditNote:
    """Take off an invoice whatever is left of it; raises CreditRefused where nothing is."""
    why = Why(reason=reason, reference=f"staff:{reference}", by=by)
    with transaction.atomic():
        left = _lock(invoice)
        first = _once(why)
        if first is not None:
            return first
        if left.net_cents == 0:
            raise CreditRefused(_("This invoice has been credited as a whole already."))
        return _issue(left, left.net_cents, why, at)


@dataclass(frozen=True)
class Left:
    """What is left of an invoice under its lock, line by line, to be taken back."""

    invoice: Invoice
    net_cents: int
    vat_cents: int


def _lock(invoice: Invoice) -> Left:
    """Lock the invoice, so that what is left of it cannot be credited twice."""
    locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    taken = locked.credit_notes.aggregate(
        net=Coalesce(Sum("net_cents"), 0), vat=Coalesce(Sum("vat_cents"), 0)
    )
    return Left(locked, locked.net_cents - taken["net"], locked.vat_cents - taken["vat"])


def _once(why: Why) -> CreditNote | None:
    return CreditNote.objects.filter(reference=why.reference).first()


def _issue(left: Left, net_cents: int, why: Why, at: datetime) -> CreditNote:
    invoice = left.invoice
    whole = net_cents == left.net_cents
    vat_cents = left.vat_cents if whole else min(_vat_on(invoice, net_cents), left.vat_cents)
    seller = invoice.seller
    note = CreditNote.objects.create(
        invoice=invoice,
        seller=seller,
        number=next_number(seller=seller, kind=NumberSeries.Kind.CREDIT_NOTE, year=seller.day_of(at).year),
        company=invoice.company,
        term=why.term,
        reference=why.reference,
        reason=why.reason,
        language=invoice.language,
        parties=invoice.parties,
        purchase_order=invoice.purchase_order,
        currency=invoice.currency,
        net_cents=net_cents,
        vat_cents=vat_cents,
        gross_cents=net_cents + vat_cents,
        by=why.by,
        issued_at=at,
        issued_on=seller.day_of(at),
    )
    _write_lines(note, why.text)
    update_paid_state(invoice=invoice, at=at)
    _send_back(note, at)
    queue.wake("billing.tasks.issue_credit_notes")
    return note


def _send_back(note: CreditNote, at: datetime) -> None:
    """Ask for a refund of what has been paid and is owed no more; what is on its way already is not asked again."""
    invoice = Invoice.objects.get(pk=note.invoice_id)
    on_its_way = Refund.objects.filter(invoice=invoice, status=Refund.Status.DUE).aggregate(
        sum=Coalesce(Sum("amount_cents"), 0)
    )
    too_much = -invoice.open_cents - on_its_way["sum"]
    if too_much > 0:
        refunds.request(invoice=invoice, amount_cents=too_much, reference=f"credit-note:{note.number}", at=at)


def _vat_on(invoice: Invoice, net_cents: int) -> int:
    """The VAT on a part of an invoice, at the rates that the invoice has."""
    lines = list(invoice.lines.all())
    shares = money.split(net_cents, [line.net_cents for line in lines])
    return sum(
        money.percentage_of(share, line.vat_percent) for line, share in zip(lines, shares, strict=True)
    )


def _write_lines(note: CreditNote, text: str) -> None:
    """Share the amounts out among the lines of the invoice, each with the VAT treatment that it had."""
    lines = list(note.invoice.lines.all())
    nets = money.split(note.net_cents, [line.net_cents for line in lines])
    vats = [money.percentage_of(net, line.vat_percent) for line, net in zip(lines, nets, strict=True)]
    vats[-1] = note.vat_cents - sum(vats[:-1])
    with translation.override(note.language):
        credit_for = gettext("Credit for: %(what)s")
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(
            credit_note=note,
            position=line.position,
            text=text or credit_for % {"what": line.text},
            net_cents=net,
            vat_category=line.vat_category,
            vat_percent=line.vat_percent,
            vat_cents=vat,
            vat_reason=line.vat_reason,
            vat_reason_code=line.vat_reason_code,
        )
        for line, net, vat in zip(lines, nets, vats, strict=True)
    )
