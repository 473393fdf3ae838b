import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django_countries import countries

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import dates, serials
from products.models import Alias, LegacyMember, LegacyProduct, Product
from products.names import folded
from products.tables import Row
from subscriptions import actions as subscriptions

MEMBER_COLUMNS = ("membership_number", "email", "company_name", "country", "level")
PRODUCT_COLUMNS = (
    "membership_number",
    "product",
    "serial_number",
    "purchase_date",
    "purchase_country",
    "dealer",
)
# What another look at a row that needed a human may find; whatever was read before is never touched.
READ_FIELDS = [
    "member",
    "product",
    "serial",
    "purchased_on",
    "purchase_precision",
    "country",
    "dealer",
    "problem",
]
BATCH = 1000
Problem = LegacyProduct.Problem
Note = Callable[[str], None]


@dataclass
class ImportReport:
    """How many rows there were, and what became of each row of gear: exactly one of the last four."""

    members: int = 0
    products: int = 0
    imported: int = 0
    need_human: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    unchanged: int = 0


@transaction.atomic
def import_legacy(
    *, members: Iterable[Row], products: Iterable[Row], at: datetime, note: Note = lambda text: None
) -> ImportReport:
    """Take in members and gear of the old programme; rows that were taken in before stay as they are."""
    report = ImportReport()
    for rows in _batches(members):
        report.members += len(rows)
        _keep_members(rows, note=note)
    reader = _Reader(models=_models_by_name(), today=clock.on(at), note=note)
    seen: set[bytes] = set()
    for rows in _batches(products):
        report.products += len(rows)
        _keep_products(rows, reader=reader, seen=seen, report=report, at=at)
    return report


def rehearse_import(
    *, members: Iterable[Row], products: Iterable[Row], at: datetime, note: Note = lambda text: None
) -> ImportReport:
    """Say what the import would do, and do nothing."""
    with transaction.atomic():
        report = import_legacy(members=members, products=products, at=at, note=note)
        transaction.set_rollback(True)
    return report


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _keep_members(rows: list[Row], *, note: Note) -> None:
    wanted: dict[str, LegacyMember] = {}
    for row in rows:
        try:
            member = _member(row)
        except DomainError as error:
            note(_("members, line %(line)s: %(error)s") % {"line": row.line, "error": error.message})
        else:
            wanted[member.number] = member
    LegacyMember.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["email", "company_name", "country", "level"],
    )
    subscriptions.reserve_numbers(numbers=wanted)


def _member(row: Row) -> LegacyMember:
    number, email = row.cells["membership_number"], row.cells["email"].lower()
    if not (len(number) == 9 and number.isascii() and number.isdigit()):
        raise DomainError(_("“%(number)s” is no membership number") % {"number": number})
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError(_("“%(email)s” is no e-mail address") % {"email": email}) from error
    return LegacyMember(
        number=number,
        email=email,
        company_name=row.cells["company_name"][:200],
        country=row.cells["country"][:2].upper(),
        level=row.cells["level"][:40],
    )


def _models_by_name() -> dict[str, Product]:
    """Every product by its folded name and aliases; a name of the catalogue goes before an alias."""
    models = {alias.folded: alias.product for alias in Alias.objects.select_related("product")}
    return models | {folded(product.name): product for product in Product.objects.all()}


def _keep_products(
    rows: list[Row], *, reader: "_Reader", seen: set[bytes], report: ImportReport, at: datetime
) -> None:
    marked = [(row, fingerprint(row)) for row in rows]
    kept = {
        product.fingerprint: product
        for product in LegacyProduct.objects.filter(fingerprint__in=[mark for _row, mark in marked])
    }
    members = {
        member.number: member
        for member in LegacyMember.objects.filter(number__in={row.cells["membership_number"] for row in rows})
    }
    new: list[LegacyProduct] = []
    for row, mark in marked:
        before = kept.get(mark)
        if bytes.fromhex(mark) in seen:
            report.duplicates += 1
            reader.tell(row, _("the same row stands further up"))
        elif before and not before.problem:
            report.unchanged += 1
        else:
            new.append(reader.read(row, member=members.get(row.cells["membership_number"]), at=at))
            new[-1].fingerprint = mark
            _count(report, new[-1])
        seen.add(bytes.fromhex(mark))
    LegacyProduct.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["fingerprint"], update_fields=READ_FIELDS
    )


def _count(report: ImportReport, product: LegacyProduct) -> None:
    if product.problem:
        report.need_human[product.problem] += 1
    else:
        report.imported += 1


def fingerprint(row: Row) -> str:
    """Return the same digest for rows that say the same in other spellings."""
    cells = row.cells
    said = (
        cells["membership_number"],
        folded(cells["product"]),
        serials.normalised(cells["serial_number"]),
        cells["purchase_date"],
        cells["purchase_country"].upper(),
        " ".join(cells["dealer"].casefold().split()),
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


@dataclass(frozen=True)
class _Reader:
    """Reads rows of gear, and says what it could not read."""

    models: dict[str, Product]
    today: date
    note: Note

    def tell(self, row: Row, text: str) -> None:
        self.note(_("products, line %(line)s: %(text)s") % {"line": row.line, "text": text})

    def read(self, row: Row, *, member: LegacyMember | None, at: datetime) -> LegacyProduct:
        product = self.models.get(folded(row.cells["product"]))
        problem = self._problem(row, member, product)
        if problem:
            label = str(Problem(problem).label)
            said = {"problem": label, "model": row.cells["product"]}
            self.tell(row, _("needs a human, %(problem)s: “%(model)s”") % said if said["model"] else label)
        purchased = self._date(row)
        return LegacyProduct(
            member=member,
            raw=row.cells,
            product=product,
            serial=self._serial(row),
            purchased_on=purchased.on if purchased else None,
            purchase_precision=purchased.precision if purchased else "",
            country=self._country(row),
            dealer=row.cells["dealer"][:120],
            problem=problem,
            imported_at=at,
        )

    def _problem(self, row: Row, member: LegacyMember | None, product: Product | None) -> str:
        if row.is_too_long:
            return Problem.BROKEN_ROW
        if member is None:
            return Problem.UNKNOWN_MEMBER
        if not row.cells["product"]:
            return Problem.NO_MODEL
        if product is None:
            return Problem.UNKNOWN_MODEL
        return "" if product.is_registrable else Problem.NOT_REGISTRABLE

    def _serial(self, row: Row) -> str:
        try:
            return serials.read(row.cells["serial_number"])
        except DomainError:
            self.tell(row, _("serial number “%(text)s” left out") % {"text": row.cells["serial_number"]})
            return ""

    def _date(self, row: Row) -> dates.Rough | None:
        try:
            return dates.read(row.cells["purchase_date"], today=self.today)
        except DomainError:
            self.tell(row, _("purchase date “%(text)s” left out") % {"text": row.cells["purchase_date"]})
            return None

    def _country(self, row: Row) -> str:
        code = row.cells["purchase_country"].upper()
        if code and not countries.name(code):
            self.tell(row, _("country “%(text)s” left out") % {"text": code})
            return ""
        return code
