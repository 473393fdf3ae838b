"""What can be done with gear: list what there is, register it, end it, bring it over from the old programme."""

from products.actions.catalogue import load_catalogue
from products.actions.legacy import import_legacy, rehearse_import
from products.actions.migration import (
    Migration,
    NotProven,
    OldAddressTaken,
    mail_proof_link,
    may_move,
    migrate,
    prove,
)
from products.actions.registrations import Details, FormSentBefore, SerialTaken, end, fill_in, register

__all__ = [
    "Details",
    "FormSentBefore",
    "Migration",
    "NotProven",
    "OldAddressTaken",
    "SerialTaken",
    "end",
    "fill_in",
    "import_legacy",
    "load_catalogue",
    "mail_proof_link",
    "may_move",
    "migrate",
    "prove",
    "register",
    "rehearse_import",
]
