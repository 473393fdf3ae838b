from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products.models import PointValue, Product
from products.tables import Row

COLUMNS = ("name", "category", "launch_year", "points", "points_source", "registrable", "serial_format_hint")
LONGEST = 120
REGISTRABLE = {"yes": True, "no": False}


@dataclass
class CatalogueReport:
    """What a catalogue file changed, and which of its lines could not be read."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Listed:
    name: str
    fields: dict[str, object]
    points: int
    source: str


@transaction.atomic
def load_catalogue(*, rows: Iterable[Row], at: datetime) -> CatalogueReport:
    """Bring the catalogue to what the rows say; a changed value counts from today, the same file changes nothing."""
    report = CatalogueReport()
    seen: dict[str, int] = {}
    for row in rows:
        try:
            listed = _read(row)
            if listed.name in seen:
                raise DomainError(
                    _("the model stands in line %(line)s already") % {"line": seen[listed.name]}
                )
            seen[listed.name] = row.line
            _count(report, _list(listed, on=clock.on(at)))
        except DomainError as error:
            report.errors.append(_("line %(line)s: %(error)s") % {"line": row.line, "error": error.message})
    return report


def _count(report: CatalogueReport, outcome: str) -> None:
    setattr(report, outcome, getattr(report, outcome) + 1)


def _read(row: Row) -> _Listed:
    cells = row.cells
    if row.is_too_long:
        raise DomainError(_("there are more cells than columns"))
    if not cells["name"]:
        raise DomainError(_("the model has no name"))
    if len(cells["name"]) > LONGEST or len(cells["serial_format_hint"]) > LONGEST:
        raise DomainError(_("a text has more than %(number)s letters") % {"number": LONGEST})
    year = cells["launch_year"]
    return _Listed(
        name=cells["name"],
        fields={
            "category": _one_of("category", cells["category"], Product.Category.values),
            "launch_year": _whole("launch_year", year, most=9999) if year else None,
            "is_registrable": REGISTRABLE[_one_of("registrable", cells["registrable"], list(REGISTRABLE))],
            "serial_hint": cells["serial_format_hint"],
        },
        points=_whole("points", cells["points"]),
        source=_one_of("points_source", cells["points_source"], PointValue.Source.values),
    )


def _one_of(column: str, text: str, known: list[str]) -> str:
    if text not in known:
        raise DomainError(
            _("%(column)s is “%(text)s”, not one of %(known)s")
            % {"column": column, "text": text, "known": ", ".join(known)}
        )
    return text


def _whole(column: str, text: str, *, most: int = 999_999) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 0 <= int(text) <= most):
        raise DomainError(_("%(column)s is “%(text)s”, not a number") % {"column": column, "text": text})
    return int(text)


def _list(listed: _Listed, *, on: date) -> str:
    product, is_new = Product.objects.get_or_create(name=listed.name, defaults=listed.fields)
    changed = {name: value for name, value in listed.fields.items() if getattr(product, name) != value}
    if changed:
        Product.objects.filter(pk=product.pk).update(**changed)
    is_valued = _value(product, listed, on=on)
    if is_new:
        return "new"
    return "changed" if changed or is_valued else "unchanged"


def _value(product: Product, listed: _Listed, *, on: date) -> bool:
    """Write the value where it is another than today's; the first one counts from the launch of the model."""
    now = product.point_values.in_force(on=on).first()
    if now and (now.points, now.source) == (listed.points, listed.source):
        return False
    first_on = min(on, date(product.launch_year, 1, 1)) if product.launch_year else on
    PointValue.objects.update_or_create(
        product=product,
        from_on=on if now else first_on,
        defaults={"points": listed.points, "source": listed.source},
    )
    return True
