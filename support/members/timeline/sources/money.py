"""The money: invoices with what became of them, cards and what was charged to them, credit notes and refunds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from billing import declines
from billing.models import (
    Attempt,
    CardAuthorisation,
    CreditNote,
    Dispute,
    Extension,
    Invoice,
    Payment,
    Refund,
    Stop,
)
from subscriptions.models import SignUp
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words

PAPER = {"number": "number", "amount_cents": "gross_cents", "currency": "currency"}
OF_INVOICE = {"number": "invoice__number", "currency": "invoice__currency", "amount_cents": "amount_cents"}


def _about(row: Row) -> dict[str, Any]:
    return {"number": row["number"], "amount": row.amount()}


@source(
    Kind.MONEY,
    "billing.view_invoice",
    rows=Invoice.objects.all(),
    of="company",
    at="issued_at",
    payable_on="payable_on",
    paid="paid_at",
    **PAPER,
)
def issued(row: Row) -> Words:
    title = gettext("Invoice %(number)s issued: %(amount)s") % _about(row)
    details = (gettext("To be paid by %(day)s") % {"day": row.day("payable_on")},)
    href = reverse("admin:billing_invoice_change", args=[row.pk])
    if row["paid"]:
        return Words(title, details, gettext("Paid"), "done", href)
    if row.is_before_today("payable_on"):
        return Words(title, details, gettext("Past its due day"), "stop", href)
    return Words(title, details, gettext("Not paid yet"), "care", href)


@source(
    Kind.MONEY,
    "billing.view_invoice",
    rows=Invoice.objects.exclude(paid_at=None),
    of="company",
    at="paid_at",
    **PAPER,
)
def paid(row: Row) -> Words:
    return Words(gettext("Invoice %(number)s paid: %(amount)s") % _about(row))


@source(
    Kind.MONEY,
    "billing.view_payment",
    rows=Payment.objects.all(),
    of="invoice__company",
    at="recorded_at",
    method="method",
    reference="reference",
    by="by__name",
    **OF_INVOICE,
)
def payment(row: Row) -> Words:
    method = SignUp.Payment(row["method"]).label
    title = gettext("Payment for invoice %(number)s: %(amount)s") % _about(row)
    return Words(title, (f"{method}, {row['reference']}",))


@source(
    Kind.MONEY,
    "billing.view_extension",
    rows=Extension.objects.all(),
    of="invoice__company",
    at="at",
    number="invoice__number",
    before_on="before_on",
    until_on="until_on",
    reason="reason",
    by="by__name",
)
def extended(row: Row) -> Words:
    days = {"before": row.day("before_on"), "until": row.day("until_on")}
    moved = gettext("From %(before)s to %(until)s") % days
    return Words(gettext("Due date of invoice %(number)s extended") % row.facts, (moved, row["reason"]))


@source(
    Kind.MONEY,
    "billing.view_creditnote",
    rows=CreditNote.objects.all(),
    of="company",
    at="issued_at",
    invoice="invoice__number",
    reason="reason",
    by="by__name",
    **PAPER,
)
def credited(row: Row) -> Words:
    facts = {**_about(row), "invoice": row["invoice"]}
    title = gettext("Credit note %(number)s for invoice %(invoice)s: %(amount)s") % facts
    return Words(title, (row["reason"],), href=reverse("admin:billing_creditnote_change", args=[row.pk]))


CHARGES = {
    Attempt.Status.PAID: "done",
    Attempt.Status.DECLINED: "stop",
    Attempt.Status.NEEDS_CUSTOMER: "act",
    Attempt.Status.VOID: "quiet",
}


@source(
    Kind.MONEY,
    "billing.view_attempt",
    rows=Attempt.objects.all(),
    of="invoice__company",
    at="started_at",
    status="status",
    kind="kind",
    last_four="card__last_four",
    code="decline_code",
    **OF_INVOICE,
)
def charged(row: Row) -> Words:
    status = Attempt.Status(row["status"])
    card = gettext("Card •••• %(last_four)s, %(kind)s") % {
        "last_four": row["last_four"],
        "kind": Attempt.Kind(row["kind"]).label,
    }
    why = declines.reason(row["code"]) if row["code"] else ""
    title = gettext("Charge for invoice %(number)s: %(amount)s") % _about(row)
    return Words(title, (card, why), status.label, CHARGES.get(status, "care"))


REFUNDS = {Refund.Status.DUE: "care", Refund.Status.DONE: "done", Refund.Status.FAILED: "stop"}


@source(
    Kind.MONEY,
    "billing.view_refund",
    rows=Refund.objects.all(),
    of="invoice__company",
    at="requested_at",
    status="status",
    method="method",
    problem="problem",
    **OF_INVOICE,
)
def refund(row: Row) -> Words:
    status = Refund.Status(row["status"])
    title = gettext("Refund for invoice %(number)s: %(amount)s") % _about(row)
    details = (SignUp.Payment(row["method"]).label, row["problem"])
    return Words(title, details, status.label, REFUNDS[status])


@source(
    Kind.MONEY,
    "billing.view_refund",
    rows=Refund.objects.exclude(settled_at=None),
    of="invoice__company",
    at="settled_at",
    status="status",
    by="by__name",
    **OF_INVOICE,
)
def refund_settled(row: Row) -> Words:
    facts = {**_about(row), "status": Refund.Status(row["status"]).label}
    return Words(gettext("Refund for invoice %(number)s, %(amount)s: %(status)s") % facts)


@source(
    Kind.MONEY,
    "billing.view_dispute",
    rows=Dispute.objects.all(),
    of="invoice__company",
    at="opened_at",
    reason="reason",
    status="status",
    **OF_INVOICE,
)
def disputed(row: Row) -> Words:
    title = gettext("The bank wants %(amount)s of invoice %(number)s back") % _about(row)
    # In the words of Stripe, where it is answered.
    said = f"{row['reason']}: {row['status']}".replace("_", " ")
    return Words(title, (said,), gettext("Disputed"), "stop")


def _what(row: Row) -> dict[str, Any]:
    return {"what": row["number"] or gettext("every invoice")}


@source(
    Kind.MONEY,
    "billing.view_stop",
    rows=Stop.objects.all(),
    of="company",
    at="from_at",
    number="invoice__number",
    why="why",
    until="until_at",
    by="by__name",
)
def stopped(row: Row) -> Words:
    title = gettext("Charging and reminding stopped: %(what)s") % _what(row)
    if row["until"]:
        return Words(title, (row["why"],), gettext("Lifted"))
    return Words(title, (row["why"],), gettext("Stopped"), "stop")


@source(
    Kind.MONEY,
    "billing.view_stop",
    rows=Stop.objects.exclude(until_at=None),
    of="company",
    at="until_at",
    number="invoice__number",
)
def went_on(row: Row) -> Words:
    return Words(gettext("Charging and reminding go on: %(what)s") % _what(row))


CARD = {"brand": "brand", "last_four": "last_four"}


@source(
    Kind.MONEY,
    "billing.view_cardauthorisation",
    rows=CardAuthorisation.objects.exclude(authorised_at=None),
    of="company",
    at="authorised_at",
    by="by__name",
    **CARD,
)
def card(row: Row) -> Words:
    return Words(gettext("Card authorised: %(card)s") % {"card": _spoken(row)})


@source(
    Kind.MONEY,
    "billing.view_cardauthorisation",
    rows=CardAuthorisation.objects.exclude(removed_at=None),
    of="company",
    at="removed_at",
    **CARD,
)
def card_removed(row: Row) -> Words:
    return Words(gettext("Card removed or replaced: %(card)s") % {"card": _spoken(row)})


def _spoken(row: Row) -> str:
    return CardAuthorisation(brand=row["brand"], last_four=row["last_four"]).spoken
