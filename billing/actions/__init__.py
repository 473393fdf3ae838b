"""Everything that is done to the money: cards, transfers, invoices, and what Stripe tells us."""

from billing.actions.cards import (
    CardNotAuthorised,
    begin_card,
    expire_card,
    finish_card,
    mandate,
)
from billing.actions.copies import TooManyCopies, add_copy_address, remove_copy_address
from billing.actions.credits import CreditRefused, credit_due, credit_part, credit_term, credit_whole
from billing.actions.events import handle_events, receive_event, retry_event
from billing.actions.invoices import issue, issue_due
from billing.actions.papers import read_paper, send_unsent
from billing.actions.payments import PaymentTaken, Received, record_payment, weigh
from billing.actions.taxes import Quote, quote
from billing.actions.transfers import pay_by_transfer

__all__ = [
    "CardNotAuthorised",
    "CreditRefused",
    "PaymentTaken",
    "Quote",
    "Received",
    "TooManyCopies",
    "add_copy_address",
    "begin_card",
    "credit_due",
    "credit_part",
    "credit_term",
    "credit_whole",
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
    "remove_copy_address",
    "retry_event",
    "send_unsent",
    "weigh",
]
