"""How an invoice can be paid now: the questions that the pages about one invoice and the card ask."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.utils.translation import gettext

from accounts.models import Company
from billing.declines import reason
from billing.models import Attempt, CardAuthorisation, Collection, Invoice


@dataclass(frozen=True)
class Paying:
    """An invoice with the card that could pay it, and what became of the tries so far."""

    invoice: Invoice
    card: CardAuthorisation | None
    attempt: Attempt | None
    collection: Collection | None
    on: date

    @property
    def is_overdue(self) -> bool:
        return self.invoice.is_overdue(on=self.on)

    @property
    def is_under_way(self) -> bool:
        """Whether money may be moving just now, so that nothing else should be paid."""
        return self.attempt is not None and self.attempt.status == Attempt.Status.UNKNOWN

    @property
    def is_at_bank(self) -> bool:
        return self.attempt is not None and self.attempt.is_at_customer

    @property
    def wants_customer(self) -> bool:
        return self.attempt is not None and self.attempt.status == Attempt.Status.NEEDS_CUSTOMER

    @property
    def refusal(self) -> str:
        """Why the card was refused last; empty where it was not."""
        is_refused = self.attempt is not None and self.attempt.status == Attempt.Status.DECLINED
        return reason(self.attempt.decline_code) if self.attempt and is_refused else ""

    @property
    def is_suspended(self) -> bool:
        return self.collection is not None and self.collection.stage == Collection.Stage.SUSPENDED


@dataclass(frozen=True)
class CardHolding:
    """A company's card, and what is going to be charged to it."""

    card: CardAuthorisation | None
    unpaid: list[Invoice]
    on: date

    @property
    def coming(self) -> list[Invoice]:
        return [invoice for invoice in self.unpaid if not invoice.is_overdue(on=self.on)]

    @property
    def overdue(self) -> list[Invoice]:
        return [invoice for invoice in self.unpaid if invoice.is_overdue(on=self.on)]

    @property
    def expires_too_early(self) -> bool:
        """Whether the card will have expired when it is charged next."""
        card = self.card
        return card is not None and any(card.expires_before(invoice.payable_on) for invoice in self.coming)


def paying(invoice: Invoice, *, on: date) -> Paying:
    return Paying(
        invoice=invoice,
        card=CardAuthorisation.objects.current_of(invoice.company),
        attempt=Attempt.objects.filter(invoice=invoice).select_related("card").order_by("-pk").first(),
        collection=Collection.objects.filter(invoice=invoice).first(),
        on=on,
    )


def card_holding(company: Company, *, on: date) -> CardHolding:
    unpaid = Invoice.objects.unpaid().filter(company=company, payment="card").prefetch_related("payments")
    card = CardAuthorisation.objects.current_of(company)
    return CardHolding(card, list(unpaid.order_by("payable_on", "pk")), on)


def said_of(attempt: Attempt) -> tuple[int, str]:
    """Say to the customer, who is here, what became of a try to pay."""
    match attempt.status:
        case Attempt.Status.PAID:
            return messages.SUCCESS, gettext("Paid. The receipt comes by mail.")
        case Attempt.Status.AT_CUSTOMER:
            return messages.INFO, gettext(
                "Your bank wants you to confirm the payment. Nothing is charged before."
            )
        case Attempt.Status.UNKNOWN:
            return messages.WARNING, gettext(
                "We have no answer about your card yet. We keep asking and write to you. Do not pay again meanwhile."
            )
        case Attempt.Status.VOID:
            return messages.WARNING, gettext("Nothing was charged. Try again, or transfer the amount.")
    why = reason(attempt.decline_code)
    text = gettext("The card was refused. %(why)s Put in another card, or transfer the amount.")
    return messages.WARNING, text % {"why": why}
