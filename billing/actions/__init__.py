"""Everything that is done to the money: cards, transfers, invoices, payments, and what Stripe tells us."""

from billing.actions.attempts import (
    NoCard,
    NothingToPay,
    ask,
    ask_due,
    charge_due,
    confirmation_page,
    pay_now,
)
from billing.actions.bank import (
    BankRefused,
    Taken,
    assign,
    leave,
    reopen_entry,
    return_entry,
    said,
    take_statements,
    undo_match,
)
from billing.actions.cards import (
    CardNotAuthorised,
    begin_card,
    begin_change,
    expire_card,
    finish_card,
    finish_change,
    mandate,
    purge_cards,
    remove_card,
)
from billing.actions.collections import (
    collect,
    confirm_charge,
    go_on,
    plan_new,
    remind_due,
    stop,
    tell_of_expiry,
)
from billing.actions.comparison import clear_difference, compare
from billing.actions.copies import TooManyCopies, add_copy_address, remove_copy_address
from billing.actions.credits import CreditRefused, credit_due, credit_part, credit_term, credit_whole
from billing.actions.disputes import sync_dispute
from billing.actions.events import handle_events, receive_event, retry_event
from billing.actions.extensions import ExtensionRefused, extend
from billing.actions.invoices import issue, issue_due
from billing.actions.papers import read_paper, send_unsent
from billing.actions.payments import PaymentTaken, Received, record_payment, update_paid_state
from billing.actions.refunds import RefundTaken, RefundTooMuch, refund_due, transferred
from billing.actions.refunds import request as request_refund
from billing.actions.taxes import Quote, quote
from billing.actions.transfers import pay_by_transfer
