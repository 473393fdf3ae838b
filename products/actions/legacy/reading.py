"""How a row of the old programme's files is read: nothing is guessed, and what could not be read is said."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django_countries import countries

from cps_portal.lib.errors import DomainError
from products import dates, serials
from products.models import Alias, LegacyProduct, Product
from products.names import folded
from products.tables import Row

MEMBER_COLUMNS = ("membership_number", "email", "company_name", "country", "level")
PRODUCT_COLUMNS = (
    "membership_number",
    "product",
    "serial_number",
    "purchase_date",
    "purchase_country",
    "dealer",
)
MEMBERS, PRODUCTS = "members", "products"
IMPORTED, NEEDS_HUMAN, DUPLICATE, UNCHANGED = "imported", "needs a human", "duplicate", "unchanged"
Problem = LegacyProduct.Problem
# Export files repeat themselves: a few hundred names, a few thousand dates.
remembered = lru_cache(maxsize=8192)


@dataclass(frozen=True)
class Remark:
    """What became of a row, and in words what was remarkable about it, if anything was."""

    table: str
    line: int
    outcome: str
    text: str
    cells: dict[str, str]

    def __str__(self) -> str:
        said = (
            _("members, line %(line)s: %(text)s")
            if self.table == MEMBERS
            else _("products, line %(line)s: %(text)s")
        )
        return said % {"line": self.line, "text": self.text}


Note = Callable[[Remark], None]


@dataclass(frozen=True)
class Member:
    """A member as read, in the order of the columns that are written."""

    number: str
    email: str
    company_name: str
    country: str
    level: str


@dataclass
class Gear:
    """A row of gear as read; `remarks` are the words for the person who will look at it."""

    fingerprint: str
    cells: dict[str, str]
    folded: str
    member: int | None
    product: int | None
    problem: str
    serial: str = ""
    purchased: dates.PartialDate | None = None
    country: str = ""
    dealer: str = ""
    remarks: list[str] = field(default_factory=list)


def member(row: Row) -> Member:
    """Read a member, or refuse one without a number or an address that can be."""
    number, email = row.cells["membership_number"], "".join(row.cells["email"].split()).lower()
    if not (len(number) == 9 and number.isascii() and number.isdigit()):
        raise DomainError(_("“%(number)s” is no membership number") % {"number": number})
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError(_("“%(email)s” is no e-mail address") % {"email": email}) from error
    return Member(
        number=number,
        email=email,
        company_name=row.cells["company_name"][:200],
        country=row.cells["country"][:2].upper(),
        level=row.cells["level"][:40],
    )


def fingerprint(row: Row) -> str:
    """Return the same digest for rows that say the same in other spellings."""
    cells = row.cells
    said = (
        cells["membership_number"],
        name(cells["product"]),
        serials.normalised(cells["serial_number"]),
        cells["purchase_date"],
        cells["purchase_country"].upper(),
        " ".join(cells["dealer"].casefold().split()),
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


name = remembered(folded)


@dataclass(frozen=True)
class Catalogue:
    """Every product by its folded name and aliases, and whether it can be registered."""

    models: dict[str, tuple[int, bool]]
    today: date

    @classmethod
    def on(cls, today: date) -> "Catalogue":
        """Gather the names; a name of the catalogue goes before an alias."""
        aliases = Alias.objects.values_list("folded", "product", "product__is_registrable")
        models = {alias: (product, registrable) for alias, product, registrable in aliases}
        for pk, called, registrable in Product.objects.values_list("pk", "name", "is_registrable"):
            models[folded(called)] = (pk, registrable)
        return cls(models, today)

    def read(self, row: Row, *, mark: str, member: int | None) -> Gear:
        called = name(row.cells["product"])
        product, registrable = self.models.get(called, (None, False))
        gear = Gear(
            fingerprint=mark,
            cells=row.cells,
            folded=called[:200],
            member=member,
            product=product,
            problem=_problem(row, member, product, registrable),
            dealer=row.cells["dealer"][:120],
        )
        if gear.problem:
            gear.remarks.append(_needs_a_human(gear))
        self._read_details(gear)
        return gear

    def _read_details(self, gear: Gear) -> None:
        cells, leave_out = gear.cells, gear.remarks.append
        try:
            gear.serial = serials.read(cells["serial_number"])
        except DomainError:
            leave_out(_("serial number “%(text)s” left out") % {"text": cells["serial_number"]})
        try:
            gear.purchased = _date(cells["purchase_date"], self.today)
        except DomainError:
            leave_out(_("purchase date “%(text)s” left out") % {"text": cells["purchase_date"]})
        code = cells["purchase_country"].upper()
        if code and not _country(code):
            leave_out(_("country “%(text)s” left out") % {"text": code})
        else:
            gear.country = code


@remembered
def _date(typed: str, today: date) -> dates.PartialDate | None:
    return dates.read(typed, today=today)


@remembered
def _country(code: str) -> bool:
    return bool(countries.name(code))


def _problem(row: Row, member: int | None, product: int | None, registrable: bool) -> str:
    if row.is_too_long:
        return Problem.BROKEN_ROW
    if member is None:
        return Problem.UNKNOWN_MEMBER
    if not row.cells["product"]:
        return Problem.NO_MODEL
    if product is None:
        return Problem.UNKNOWN_MODEL
    return "" if registrable else Problem.NOT_REGISTRABLE


def _needs_a_human(gear: Gear) -> str:
    label = str(Problem(gear.problem).label)
    said = {"problem": label, "model": gear.cells["product"]}
    return _("needs a human, %(problem)s: “%(model)s”") % said if said["model"] else label
