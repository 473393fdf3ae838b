"""The old programme's members and gear: read from its files, again and again without harm, and taken back by batch."""

from products.actions.legacy.batches import (
    confirm_import,
    undo_import,
    upload_import,
    work_on_imports,
)
from products.actions.legacy.importing import ImportReport, import_legacy, rehearse_import
from products.actions.legacy.matching import match_model, set_aside_model
from products.actions.legacy.reading import MEMBER_COLUMNS, PRODUCT_COLUMNS, Remark
