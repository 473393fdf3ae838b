"""The money: sellers and rates, cards, invoices, payments and refunds, and what Stripe told us."""

from billing.models.bank import BankEntry, BankStatement, Match
from billing.models.cards import CARD_MOVES, CardAuthorisation, CardEvent
from billing.models.collections import COLLECTION_MOVES, Attempt, Collection, Stop
from billing.models.copies import CopyAddress
from billing.models.credits import CreditNote, CreditNoteLine
from billing.models.extensions import Extension
from billing.models.invoices import Invoice, InvoiceLine, NumberSeries, PendingTax
from billing.models.papers import Category, PaperLine, VatNote
from billing.models.payments import Payment
from billing.models.refunds import Difference, Dispute, Refund
from billing.models.sellers import Seller, VatRate
