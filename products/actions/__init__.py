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
    confirm_old_address,
    mail_proof_link,
    may_move,
    migrate,
    prove,
)
from products.actions.proofs import add_proof
from products.actions.registrations import (
    Details,
    FormSentBefore,
    SerialTaken,
    correct,
    end,
    end_all,
    fill_in,
    register,
)
from products.actions.retention import delete_outlived_papers, purge_proofs
from products.actions.transfers import (
    AskedAlready,
    ask_for,
    claim,
    decline,
    dispute_transfer,
    expire_due,
    grant,
    release,
    withdraw,
)
