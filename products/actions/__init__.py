"""What can be done with gear: list what there is, register it, end it, bring it over from the old programme."""

from products.actions.catalogue import load_catalogue, rehearse_catalogue
from products.actions.files import confirm_list, take_list, work_off_lists
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
from products.actions.proofs import add_proof
from products.actions.registrations import (
    Details,
    FormSentBefore,
    SerialTaken,
    correct,
    end,
    fill_in,
    register,
)
from products.actions.retention import delete_outlived_papers, forget_papers
from products.actions.transfers import (
    AskedAlready,
    ask_for,
    claim,
    contest,
    decline,
    expire_due,
    grant,
    release,
    withdraw,
)

__all__ = [
    "AskedAlready",
    "Details",
    "FormSentBefore",
    "Migration",
    "NotProven",
    "OldAddressTaken",
    "SerialTaken",
    "add_proof",
    "ask_for",
    "claim",
    "confirm_import",
    "confirm_list",
    "contest",
    "correct",
    "decline",
    "delete_outlived_papers",
    "end",
    "expire_due",
    "fill_in",
    "forget_papers",
    "grant",
    "import_legacy",
    "load_catalogue",
    "mail_proof_link",
    "match_model",
    "may_move",
    "migrate",
    "prove",
    "register",
    "rehearse_catalogue",
    "rehearse_import",
    "release",
    "set_aside_model",
    "take_list",
    "undo_import",
    "upload_import",
    "vouch",
    "withdraw",
    "work_off_lists",
    "work_on_imports",
]
