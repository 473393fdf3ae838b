"""What can be done with gear: list what there is, register it, end it, bring it over from the old programme."""

from products.actions.catalogue import load_catalogue
from products.actions.legacy import (
    confirm_import,
    import_legacy,
    match_model,
    rehearse_import,
    set_aside_model,
    undo_import,
    upload_import,
    work_on_imports,
)
from products.actions.migration import (
    Migration,
    NotProven,
    OldAddressTaken,
    mail_proof_link,
    may_move,
    migrate,
    prove,
    vouch,
)
from products.actions.registrations import Details, FormSentBefore, SerialTaken, end, fill_in, register

__all__ = [
    "Details",
    "FormSentBefore",
    "Migration",
    "NotProven",
    "OldAddressTaken",
    "SerialTaken",
    "confirm_import",
    "end",
    "fill_in",
    "import_legacy",
    "load_catalogue",
    "mail_proof_link",
    "match_model",
    "may_move",
    "migrate",
    "prove",
    "register",
    "rehearse_import",
    "set_aside_model",
    "undo_import",
    "upload_import",
    "vouch",
    "work_on_imports",
]
