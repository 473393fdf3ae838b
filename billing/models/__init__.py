"""The money: sellers and rates, card authorisations, invoices, and what Stripe told us."""

from billing.models.cards import CARD_MOVES, CardAuthorisation, CardEvent
from billing.models.copies import CopyAddress
from billing.models.credits import CreditNote, CreditNoteLine
from billing.models.invoices import Invoice, InvoiceLine, NumberSeries, PendingTax
from billing.models.papers import Category, PaperLine, VatNote
from billing.models.payments import Payment
from billing.models.sellers import Seller, VatRate

__all__ = [
    "CARD_MOVES",
    "CardAuthorisation",
    "CardEvent",
    "Category",
    "CopyAddress",
    "CreditNote",
    "CreditNoteLine",
    "Invoice",
    "InvoiceLine",
    "NumberSeries",
    "PaperLine",
    "Payment",
    "PendingTax",
    "Seller",
    "VatNote",
    "VatRate",
]
