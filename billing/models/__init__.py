"""The money: sellers and rates, cards, invoices, payments and refunds, and what Stripe told us."""

from billing.models.cards import CARD_MOVES, CardAuthorisation, CardEvent
from billing.models.collections import COLLECTION_MOVES, Attempt, Collection, Stop
from billing.models.invoices import Invoice, InvoiceLine, NumberSeries, PendingTax
from billing.models.payments import Payment
from billing.models.refunds import Difference, Dispute, Refund
from billing.models.sellers import Seller, VatRate

__all__ = [
    "CARD_MOVES",
    "COLLECTION_MOVES",
    "Attempt",
    "CardAuthorisation",
    "CardEvent",
    "Collection",
    "Difference",
    "Dispute",
    "Invoice",
    "InvoiceLine",
    "NumberSeries",
    "Payment",
    "PendingTax",
    "Refund",
    "Seller",
    "Stop",
    "VatRate",
]
