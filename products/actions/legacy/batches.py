import csv
import tempfile
from contextlib import ExitStack
from datetime import datetime
from io import TextIOWrapper
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError, StaleDecision
from cps_portal.lib.sheets import Sheet
from products import tables
from products.actions.legacy.importing import import_legacy, rehearse_import
from products.actions.legacy.reading import MEMBER_COLUMNS, NEEDS_HUMAN, PRODUCT_COLUMNS, Remark
from products.models import LegacyChange, LegacyImport, LegacyMember, LegacyProduct
from products.models.imports import MOVES
from subscriptions.models import MembershipNumber

Status = LegacyImport.Status


class Migrated(DomainError):
    """Something of the import belongs to a company by now, or a later import builds on it."""


@transaction.atomic
def upload_import(*, members: Any, products: Any, by: User, at: datetime) -> LegacyImport:
    """Keep the two files of the old programme; the worker tries them and says what it would do."""
    batch = LegacyImport.objects.create(
        status=Status.UPLOADED, members_file=members, products_file=products, created_at=at, created_by=by
    )
    queue.wake("products.tasks.work_on_imports")
    return batch


@transaction.atomic
def confirm_import(*, batch: LegacyImport) -> None:
    """Let the worker take in what it has tried, unless its files are gone by now."""
    _move(batch, "confirm")
    if LegacyImport.objects.filter(pk=batch.pk).exclude(files_deleted_at=None).exists():
        raise DomainError(
            _("The files are deleted, because nobody took them in for long. Upload them again.")
        )
    queue.wake("products.tasks.work_on_imports")


def work_on_imports(*, at: datetime) -> int:
    """Try or take in what is due, each import in a transaction of its own, and return how many there were."""
    done = 0
    while _work_on_one(at=at):
        done += 1
    return done


def _work_on_one(*, at: datetime) -> bool:
    with transaction.atomic():
        for batch in queue.take(LegacyImport.objects.due(), limit=1):
            language = batch.created_by.language if batch.created_by else "en"
            with translation.override(language):
                _carry_out(batch, at=at)
            return True
    return False


def _carry_out(batch: LegacyImport, *, at: datetime) -> None:
    is_trial = batch.status == Status.UPLOADED
    act = rehearse_import if is_trial else import_legacy
    with ExitStack() as files:
        members, products = (
            files.enter_context(TextIOWrapper(file.open("rb"), encoding="utf-8-sig", newline=""))
            for file in (batch.members_file, batch.products_file)
        )
        protocol = files.enter_context(_Protocol())
        try:
            with transaction.atomic():
                counts = act(
                    members=tables.rows(members, columns=MEMBER_COLUMNS),
                    products=tables.rows(products, columns=PRODUCT_COLUMNS),
                    at=at,
                    note=protocol.note,
                    batch=batch,
                )
        except (DomainError, UnicodeDecodeError, csv.Error) as error:
            _move(batch, "fail", error=_why(error))
            return
        protocol.keep(batch)
    _move(
        batch,
        "rehearse" if is_trial else "import",
        counts=vars(counts),
        imported_at=None if is_trial else at,
    )


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return _("The file is not written in UTF-8. Save it as “CSV UTF-8” and upload it again.")
    return str(error)


class _Protocol:
    """The two reports of a run: every row with what became of it, and the rows that need a human as they were."""

    def __init__(self) -> None:
        self._everything, self._need_human = (
            tempfile.NamedTemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115  (closed on leaving)
            for _name in range(2)
        )
        head = [_("file"), _("line"), _("outcome"), _("remarks")]
        self._rows = Sheet(self._everything, head=head)  # type: ignore[arg-type]
        self._humans = Sheet(self._need_human, head=[*head[:2], head[3], *PRODUCT_COLUMNS])  # type: ignore[arg-type]

    def __enter__(self) -> "_Protocol":
        return self

    def __exit__(self, *error: object) -> None:
        self._everything.close()
        self._need_human.close()

    def note(self, remark: Remark) -> None:
        self._rows.add([remark.table, remark.line, remark.outcome, remark.text])
        if remark.outcome == NEEDS_HUMAN:
            cells = [remark.cells.get(column, "") for column in PRODUCT_COLUMNS]
            self._humans.add([remark.table, remark.line, remark.text, *cells])

    def keep(self, batch: LegacyImport) -> None:
        files = {"report": self._everything, "need_human": self._need_human}
        for name, written in files.items():
            written.flush()
            with open(written.name, "rb") as content:
                getattr(batch, name).save(f"{batch.pk}-{name}.csv", File(content), save=False)
        LegacyImport.objects.filter(pk=batch.pk).update(
            report=batch.report.name, need_human=batch.need_human.name
        )


# --- taking back -----------------------------------------------------------------------------------

RESTORE_MEMBERS = """
UPDATE products_legacymember AS kept
SET email = before.email, company_name = before.company_name, country = before.country, level = before.level
FROM products_legacychange AS change, jsonb_populate_record(NULL::products_legacymember, change.before) AS before
WHERE change.batch_id = %(batch)s AND kept.id = change.member_id
"""
RESTORE_PRODUCTS = """
UPDATE products_legacyproduct AS kept
SET member_id = before.member_id, product_id = before.product_id, serial = before.serial,
    purchased_on = before.purchased_on, purchase_precision = before.purchase_precision, country = before.country,
    dealer = before.dealer, problem = before.problem
FROM products_legacychange AS change, jsonb_populate_record(NULL::products_legacyproduct, change.before) AS before
WHERE change.batch_id = %(batch)s AND kept.id = change.product_id
"""


@transaction.atomic
def undo_import(*, batch: LegacyImport, by: User, at: datetime) -> None:
    """Take an import back: what it brought goes, what it changed is as before; not once something has moved from it."""
    _move(batch, "undo", undone_at=at, undone_by=by)
    # The rows are held, so that nobody migrates one between the look and the act.
    own = LegacyProduct.objects.filter(Q(batch=batch) | Q(changes__batch=batch))
    list(LegacyProduct.objects.filter(batch=batch).select_for_update().values_list("pk").iterator())
    if own.moved().exists() or _numbers_taken(batch):
        raise Migrated(_("Companies have moved gear from this import already. It stays."))
    if _is_built_upon(batch):
        raise Migrated(_("A later import builds on this one. Take that one back first."))
    with connection.cursor() as cursor:
        cursor.execute(RESTORE_PRODUCTS, {"batch": batch.pk})
        cursor.execute(RESTORE_MEMBERS, {"batch": batch.pk})
    LegacyChange.objects.filter(batch=batch).delete()
    LegacyProduct.objects.filter(batch=batch)._raw_delete("default")
    LegacyMember.objects.filter(batch=batch)._raw_delete("default")


def _numbers_taken(batch: LegacyImport) -> bool:
    numbers = LegacyMember.objects.filter(batch=batch).values("number")
    return MembershipNumber.objects.filter(number__in=numbers).exists()


def _is_built_upon(batch: LegacyImport) -> bool:
    ours = (
        Q(product__batch=batch)
        | Q(member__batch=batch)
        | Q(product__changes__batch=batch)
        | Q(member__changes__batch=batch)
    )
    later = LegacyChange.objects.filter(ours, batch__gt=batch.pk)
    guests = LegacyProduct.objects.filter(member__batch=batch).exclude(batch=batch)
    return later.exists() or guests.exists()


def _move(batch: LegacyImport, act: str, **changes: Any) -> None:
    """Move an import along its table, or refuse because somebody else has moved it."""
    before, after = MOVES[act]
    changes |= {"status": after}
    if not LegacyImport.objects.filter(pk=batch.pk, status__in=before).update(**changes):
        raise StaleDecision(_("This import has moved on meanwhile. Look at it again."))
    for name, value in changes.items():
        setattr(batch, name, value)
