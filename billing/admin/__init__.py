"""The staff's doors to the money: papers and cards, and what is got, refused, disputed and sent back."""

from billing.admin.collecting import (
    AttemptAdmin,
    CollectionAdmin,
    DifferenceAdmin,
    DisputeAdmin,
    PaymentAdmin,
    RefundAdmin,
    StopAdmin,
)
from billing.admin.papers import (
    CardAuthorisationAdmin,
    CardEventAdmin,
    InvoiceAdmin,
    NumberSeriesAdmin,
    PendingTaxAdmin,
    SellerAdmin,
    VatRateAdmin,
)

__all__ = [
    "AttemptAdmin",
    "CardAuthorisationAdmin",
    "CardEventAdmin",
    "CollectionAdmin",
    "DifferenceAdmin",
    "DisputeAdmin",
    "InvoiceAdmin",
    "NumberSeriesAdmin",
    "PaymentAdmin",
    "PendingTaxAdmin",
    "RefundAdmin",
    "SellerAdmin",
    "StopAdmin",
    "VatRateAdmin",
]
