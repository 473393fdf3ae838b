"""The staff's doors to the money: papers and cards, and what is got, refused, disputed and sent back."""

from billing.admin.bank import BankEntryAdmin, BankStatementAdmin, MatchAdmin
from billing.admin.collecting import (
    AttemptAdmin,
    CollectionAdmin,
    DifferenceAdmin,
    DisputeAdmin,
    PaymentAdmin,
    RefundAdmin,
    StopAdmin,
)
from billing.admin.credits import CopyAddressAdmin, CreditNoteAdmin
from billing.admin.extensions import ExtensionAdmin
from billing.admin.papers import (
    CardAuthorisationAdmin,
    CardEventAdmin,
    InvoiceAdmin,
    NumberSeriesAdmin,
    PendingTaxAdmin,
    SellerAdmin,
    VatNoteAdmin,
    VatRateAdmin,
)
