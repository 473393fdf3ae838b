"""Everything that is done to the money: cards, transfers, invoices, and what Stripe tells us."""

from billing.actions.cards import (
    CardNotAuthorised,
    begin_card,
    expire_card,
    finish_card,
    mandate,
)
from billing.actions.events import handle_events, receive_event, retry_event
from billing.actions.invoices import issue, issue_due
from billing.actions.papers import read_paper, send_unsent
from billing.actions.payments import PaymentTaken, Received, record_payment, weigh
from billing.actions.taxes import Quote, quote
from billing.actions.transfers import pay_by_transfer

__all__ = [
    "CardNotAuthorised",
    "PaymentTaken",
    "Quote",
    "Received",
    "begin_card",
    "expire_card",
    "finish_card",
    "handle_events",
    "issue",
    "issue_due",
    "mandate",
    "pay_by_transfer",
    "quote",
    "read_paper",
    "receive_event",
    "record_payment",
    "retry_event",
    "send_unsent",
    "weigh",
]
