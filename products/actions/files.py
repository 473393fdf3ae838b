"""A customer's own list of gear: rehearsed and registered by the same code, row by row, by the worker."""

import logging
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import clock, queue
from cps_portal.lib.errors import DomainError, StaleDecision
from products import dates, listing, search, serials
from products.actions.registrations import Details, SerialTaken, hold, register
from products.listing import Listing
from products.models import GearFile, GearFileRow, Product, Registration
from products.models.files import FILE_MOVES
from products.names import folded

log = logging.getLogger(__name__)
BATCH = 50
Outcome = GearFileRow.Outcome


@transaction.atomic
def take_list(*, company: Company, by: User, name: str, listed: Listing, at: datetime) -> GearFile:
    """Keep the rows of a list, each of them due; the worker says what would become of them."""
    file = GearFile.objects.create(
        company=company,
        by=by,
        name=name[:160],
        heading=listed.heading,
        total=len(listed.rows),
        uploaded_at=at,
    )
    columns = listing.columns_of(listed.heading)
    seen: Counter[str] = Counter()
    rows = []
    for line, cells in listed.rows:
        said = _fingerprint(company, _by_field(cells, columns))
        seen[said] += 1
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{said}\x1f{seen[said]}")
        rows.append(GearFileRow(file=file, line=line, cells=cells, key=key))
    GearFileRow.objects.bulk_create(rows, batch_size=1000)
    queue.wake("products.tasks.work_off_lists")
    return file


def _by_field(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {field: cells[columns[field]] if field in columns else "" for field in listing.HEADINGS}


def _fingerprint(company: Company, given: Mapping[str, str]) -> str:
    """Return the same text for rows of a company that say the same, in whichever list and order of columns."""
    model, serial = folded(given["model"]), serials.normalised(given["serial"])
    rest = (" ".join(given[name].casefold().split()) for name in ("purchased", "country", "dealer"))
    return "\x1f".join([f"list:{company.pk}", model, serial, *rest])


@transaction.atomic
def confirm_list(*, file: GearFile, at: datetime) -> None:
    """Have a list that was rehearsed registered: every row is due once more."""
    _move(file, "confirm", confirmed_at=at)
    file.rows.update(outcome="", message="", points=0)
    queue.wake("products.tasks.work_off_lists")


def _move(file: GearFile, verb: str, **fields: datetime) -> None:
    origins, target = FILE_MOVES[verb]
    if not GearFile.objects.filter(pk=file.pk, state__in=origins).update(state=target, **fields):
        raise StaleDecision(_("This list is being worked off already. Nothing was changed."))


def work_off_lists(*, at: datetime) -> None:
    """Go on with every list that is due, a few rows in a transaction; what another worker holds is left to it."""

    def work_off(key: int) -> None:
        while _work_batch(key, at=at):
            pass

    queue.sweep_keys(GearFile.objects.due().values_list("pk", flat=True)[:20], work_off, what="list of gear")


@transaction.atomic
def _work_batch(key: int, *, at: datetime) -> bool:
    """Work off the next rows of a list, and return whether there may be more."""
    taken = queue.take(GearFile.objects.due().filter(pk=key).select_related("company", "by"))
    if not taken:
        return False
    file = taken[0]
    rows = list(file.rows.due()[:BATCH])
    if not rows:
        is_trial = file.state == GearFile.State.CHECKING
        _move(file, "check") if is_trial else _move(file, "finish", done_at=at)
        return False
    hold(file.company)
    with translation.override(file.by.language):
        clerk = _Clerk(file, listing.columns_of(file.heading), Product.objects.by_folded_name(), at)
        for row in rows:
            clerk.work(row)
    return True


@dataclass(frozen=True)
class _Clerk:
    """Works off rows of one list: the rehearsal does everything and takes it back."""

    file: GearFile
    columns: Mapping[str, int]
    models: Mapping[str, Product]
    at: datetime

    @property
    def today(self) -> date:
        return clock.on(self.at)

    def work(self, row: GearFileRow) -> None:
        try:
            with transaction.atomic():
                self._register(row)
                if self.file.state == GearFile.State.CHECKING:
                    row.registration = None
                    transaction.set_rollback(True)
        except SerialTaken as taken:
            # One's own gear, typed in before: nothing is wrong with the row, and nothing is left to do.
            row.outcome = Outcome.FAILED if taken.may_be_asked_for else Outcome.UNCHANGED
            row.message = taken.message
        except DomainError as error:
            row.outcome, row.message = Outcome.FAILED, error.message
        row.save(update_fields=["outcome", "message", "product", "serial", "points", "registration"])

    def _register(self, row: GearFileRow) -> None:
        given = _by_field(row.cells, self.columns)
        row.product, details = self._product(given["model"]), self._details(given)
        row.serial = details.serial
        if first := GearFileRow.objects.well_before(row).first():
            raise DomainError(
                _("The same product stands in line %(line)s of the list.") % {"line": first.line}
            )
        if known := Registration.objects.filter(company=self.file.company, key=row.key).first():
            row.outcome, row.registration = Outcome.UNCHANGED, known
            return
        registration = register(
            company=self.file.company,
            by=self.file.by,
            product=row.product,
            details=details,
            key=row.key,
            at=self.at,
        )
        row.registration, row.points = registration, registration.points
        row.outcome = Outcome.COMPLETE if registration.is_complete else Outcome.UNFINISHED
        row.message = " ".join([*self._doubts(row.product, details), registration.to_add]).strip()

    def _product(self, name: str) -> Product:
        if not name:
            raise DomainError(_("The row names no model."))
        if product := self.models.get(folded(name)):
            return product
        alike = search.ranked(name, self.models.values())[:3]
        if not alike:
            raise DomainError(_("“%(model)s” is not in the catalogue.") % {"model": name})
        names = ", ".join(product.name for product in alike)
        raise DomainError(
            _("“%(model)s” is not in the catalogue. Perhaps you mean: %(names)s")
            % {"model": name, "names": names}
        )

    def _details(self, given: Mapping[str, str]) -> Details:
        if len(given["dealer"]) > 120:
            raise DomainError(_("The dealer has more than 120 letters."))
        return Details(
            serial=serials.read(given["serial"]),
            purchased=dates.read(given["purchased"], today=self.today),
            country=listing.country(given["country"]),
            dealer=given["dealer"],
        )

    def _doubts(self, product: Product, details: Details) -> list[str]:
        doubts = list(serials.doubts(details.serial, product.shape)) if details.serial else []
        if details.purchased and product.came_out_after(details.purchased.on):
            doubts.append(
                _("This model came out in %(year)s. Check the date.") % {"year": product.launch_year}
            )
        return doubts
