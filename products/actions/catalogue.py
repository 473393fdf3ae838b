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
# May be missing: from when the points count, for a change that is announced.
MORE_COLUMNS = ("points_from",)
LONGEST = 120
REGISTRABLE = {"yes": True, "no": False}


@dataclass(frozen=True)
class RowReport:
    """What became of one line: its outcome is new, changed, unchanged or refused."""

    line: int
    name: str
    outcome: str
    text: str = ""


@dataclass
class CatalogueReport:
    """What a catalogue file changed, and which of its lines could not be read."""

    rows: list[RowReport] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def new(self) -> int:
        return self.count("new")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def unchanged(self) -> int:
        return self.count("unchanged")

    @property
    def errors(self) -> list[str]:
        return [
            _("line %(line)s: %(error)s") % {"line": row.line, "error": row.text}
            for row in self.rows
            if row.outcome == "refused"
        ]


@dataclass(frozen=True)
class _Listed:
    name: str
    fields: dict[str, object]
    points: int
    source: str
    points_from: date | None


@transaction.atomic
def load_catalogue(*, rows: Iterable[Row], at: datetime) -> CatalogueReport:
    """Bring the catalogue to what the rows say; a changed value counts from today, the same file changes nothing."""
    report = CatalogueReport()
    seen: dict[str, int] = {}
    for row in rows:
        try:
            listed = _read(row, today=clock.on(at))
            if listed.name in seen:
                raise DomainError(
                    _("the model stands in line %(line)s already") % {"line": seen[listed.name]}
                )
            seen[listed.name] = row.line
            outcome, text = _list(listed, on=clock.on(at))
        except DomainError as error:
            outcome, text = "refused", error.message
        report.rows.append(RowReport(row.line, row.cells["name"], outcome, text))
    return report


def rehearse_catalogue(*, rows: Iterable[Row], at: datetime) -> CatalogueReport:
    """Say what the file would change, and change nothing."""
    with transaction.atomic():
        report = load_catalogue(rows=rows, at=at)
        transaction.set_rollback(True)
    return report


def _read(row: Row, *, today: date) -> _Listed:
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
        points_from=_start(cells.get("points_from", ""), today=today),
    )


def _start(text: str, *, today: date) -> date | None:
    """Return the day from which the points count; what is registered already keeps its own."""
    if not text:
        return None
    try:
        start = date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(
            _("points_from is “%(text)s”, not a day like 2026-03-01") % {"text": text}
        ) from error
    if start < today:
        raise DomainError(_("points_from is %(text)s: points change from today on only") % {"text": text})
    return start


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


def _list(listed: _Listed, *, on: date) -> tuple[str, str]:
    product, is_new = Product.objects.get_or_create(name=listed.name, defaults=listed.fields)
    changed = {name: value for name, value in listed.fields.items() if getattr(product, name) != value}
    texts = [f"{name}: {getattr(product, name)} → {value}" for name, value in changed.items()]
    if changed:
        Product.objects.filter(pk=product.pk).update(**changed)
    texts += _value(product, listed, on=on)
    if is_new:
        return "new", ""
    return ("changed", "; ".join(texts)) if texts else ("unchanged", "")


def _value(product: Product, listed: _Listed, *, on: date) -> list[str]:
    """Write the value where it is another than that of the day; the first one counts from the launch of the model."""
    start = listed.points_from or on
    now = product.point_values.in_force(on=start).first()
    if now and (now.points, now.source) == (listed.points, listed.source):
        return []
    first_on = min(on, date(product.launch_year, 1, 1)) if product.launch_year else on
    PointValue.objects.update_or_create(
        product=product,
        from_on=start if now or listed.points_from else first_on,
        defaults={"points": listed.points, "source": listed.source},
    )
    facts = {"before": now.points if now else 0, "after": listed.points, "day": start.isoformat()}
    return [_("points: %(before)s → %(after)s from %(day)s") % facts]
