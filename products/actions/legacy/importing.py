from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products.actions.legacy import reading, writing
from products.actions.legacy.reading import Catalogue, Note, Remark
from products.models import LegacyImport, LegacyMember, LegacyProduct
from products.tables import Row
from subscriptions import actions as subscriptions

CHUNK = 2000


@dataclass
class ImportReport:
    """How many rows there were, and what became of each row of gear: exactly one of the last four."""

    members: int = 0
    products: int = 0
    imported: int = 0
    need_human: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    unchanged: int = 0


def _nobody_listens(remark: Remark) -> None:
    """Let a remark go that nobody wants to read."""


@transaction.atomic
def import_legacy(
    *,
    members: Iterable[Row],
    products: Iterable[Row],
    at: datetime,
    note: Note = _nobody_listens,
    batch: LegacyImport | None = None,
) -> ImportReport:
    """Take in members and gear of the old programme; rows that were taken in before stay as they are."""
    if batch is None:
        return _import_by_itself(members, products, at=at, note=note)
    report = ImportReport()
    writing.begin()
    for rows in _chunks(members):
        report.members += len(rows)
        _keep_members(rows, batch=batch, note=note)
    intake = _Intake(Catalogue.on(clock.on(at)), batch, report, note)
    for rows in _chunks(products):
        report.products += len(rows)
        intake.take(rows, at=at)
    LegacyImport.objects.filter(pk=batch.pk).update(counts=vars(report))
    return report


def _import_by_itself(
    members: Iterable[Row], products: Iterable[Row], *, at: datetime, note: Note
) -> ImportReport:
    """Import files that nobody uploaded; where they bring nothing new, no trace of a batch stays."""
    batch = LegacyImport.objects.create(status=LegacyImport.Status.IMPORTED, created_at=at, imported_at=at)
    report = import_legacy(members=members, products=products, at=at, note=note, batch=batch)
    if not (batch.members.exists() or batch.products.exists() or batch.changes.exists()):
        batch.delete()
    return report


def rehearse_import(
    *,
    members: Iterable[Row],
    products: Iterable[Row],
    at: datetime,
    note: Note = _nobody_listens,
    batch: LegacyImport | None = None,
) -> ImportReport:
    """Say what the import would do, and do nothing."""
    with transaction.atomic():
        report = import_legacy(members=members, products=products, at=at, note=note, batch=batch)
        transaction.set_rollback(True)
    return report


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _keep_members(rows: list[Row], *, batch: LegacyImport, note: Note) -> None:
    wanted: dict[str, reading.Member] = {}
    for row in rows:
        try:
            member = reading.member(row)
        except DomainError as error:
            note(Remark(reading.MEMBERS, row.line, reading.NEEDS_HUMAN, error.message, row.cells))
        else:
            wanted[member.number] = member
    writing.keep_members(list(wanted.values()), batch=batch)
    subscriptions.reserve_numbers(numbers=wanted)


@dataclass(frozen=True)
class _Intake:
    """Takes rows of gear in, a chunk at a time, and counts each of them once."""

    catalogue: Catalogue
    batch: LegacyImport
    report: ImportReport
    note: Note

    def take(self, rows: list[Row], *, at: datetime) -> None:
        marks = [reading.fingerprint(row) for row in rows]
        fresh, settled, members = writing.meet(marks), _settled(marks), _members(rows)
        gear = []
        for row, mark in zip(rows, marks, strict=True):
            if mark not in fresh:
                self.report.duplicates += 1
                self._tell(row, reading.DUPLICATE, _("the same row stands further up"))
            elif mark in settled:
                self.report.unchanged += 1
                self._tell(row, reading.UNCHANGED, "")
            else:
                member = members.get(row.cells["membership_number"])
                gear.append(self.catalogue.read(row, mark=mark, member=member))
                self._count(row, gear[-1])
            fresh.discard(mark)
        if gear:
            writing.keep_products(gear, batch=self.batch, at=at)

    def _count(self, row: Row, gear: reading.Gear) -> None:
        if gear.problem:
            self.report.need_human[str(gear.problem)] += 1
        else:
            self.report.imported += 1
        self._tell(row, reading.NEEDS_HUMAN if gear.problem else reading.IMPORTED, "; ".join(gear.remarks))

    def _tell(self, row: Row, outcome: str, text: str) -> None:
        self.note(Remark(reading.PRODUCTS, row.line, outcome, text, row.cells))


def _settled(marks: list[str]) -> set[str]:
    """Return the rows that were read before and need nobody."""
    settled = ["", LegacyProduct.Problem.SET_ASIDE]
    rows = LegacyProduct.objects.filter(fingerprint__in=marks, problem__in=settled)
    return set(rows.values_list("fingerprint", flat=True))


def _members(rows: list[Row]) -> dict[str, int]:
    numbers = {row.cells["membership_number"] for row in rows}
    return dict(LegacyMember.objects.filter(number__in=numbers).values_list("number", "pk"))
