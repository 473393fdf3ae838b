from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from billing.declines import reason
from billing.models import Attempt, CardAuthorisation, Collection, CreditNote, Invoice, Payment
from cps_portal.lib import mail


def paper(*, paper: Invoice | CreditNote, content: bytes) -> None:
    """Mail a paper with its PDF to the address that the buyer named, and to those that get copies."""
    name = "note" if isinstance(paper, CreditNote) else "invoice"
    buyer = paper.parties["buyer"]
    for to in dict.fromkeys([buyer["email"], *buyer.get("copies", [])]):
        mail.send(
            "billing/email/credit_note" if name == "note" else "billing/email/invoice",
            to=to,
            language=paper.language,
            context={name: paper, "seller": paper.parties["seller"], "url": _link("billing:invoices")},
            papers=[_paper(paper, content)],
        )


def paid(*, payment: Payment, content: bytes) -> None:
    """Mail the receipt: what was paid, when and how, with the invoice that it was for."""
    context = {"payment": payment, "url": _link("billing:invoices")}
    _send("paid", payment.invoice, context, [_paper(payment.invoice, content)] if content else [])


def declined(*, attempt: Attempt, again_on: date | None) -> None:
    """Tell that the card was refused and when it is tried again, or that it is not tried any more."""
    _send_about("declined", attempt, {"again_on": again_on})


def needs_you(*, attempt: Attempt) -> None:
    """Ask the customer to confirm the charge with the bank."""
    _send_about("needs_you", attempt, {})


def reminder(*, collection: Collection, ends_on: date) -> None:
    """Remind of an unpaid invoice; the last time with the day on which the benefits are held back."""
    is_last = collection.reminders >= len(settings.REMINDER_DAYS)
    _send("reminder", collection.invoice, {"is_last": is_last, "ends_on": ends_on})


def extended(*, invoice: Invoice, card: CardAuthorisation | None) -> None:
    """Tell until when an invoice may be paid now, or on which day it is charged to the card."""
    _send("extended", invoice, {"card": card})


def suspended(*, invoice: Invoice) -> None:
    """Tell that the benefits are held back until the invoice is paid."""
    _send("suspended", invoice, {})


def without_card(*, invoice: Invoice) -> None:
    """Ask for a transfer: there is no card any more."""
    _send("without_card", invoice, {})


def card_expires(*, invoice: Invoice, card: CardAuthorisation) -> None:
    """Tell that the card will have expired when it is to be charged."""
    _send("card_expires", invoice, {"card": card, "url": _link("billing:card")})


def _send_about(template: str, attempt: Attempt, context: dict[str, Any]) -> None:
    with translation.override(attempt.invoice.language):
        why = reason(attempt.decline_code)
    _send(template, attempt.invoice, {**context, "attempt": attempt, "why": why})


def _send(
    template: str, invoice: Invoice, context: dict[str, Any], papers: list[mail.Paper] | None = None
) -> None:
    mail.send(
        f"billing/email/{template}",
        to=invoice.parties["buyer"]["email"],
        language=invoice.language,
        context={
            "invoice": invoice,
            "seller": invoice.parties["seller"],
            "url": _link("billing:pay", invoice.number),
            **context,
        },
        papers=papers or [],
    )


def _paper(paper: Invoice | CreditNote, content: bytes) -> mail.Paper:
    return mail.Paper(f"{paper.number}.pdf", content, "application/pdf")


def _link(name: str, *words: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=words)}"
