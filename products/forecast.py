"""What gear would bring: a sum for anybody who asks, and what will change for whoever waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Company
from points.gauge import Gauge, fitting_group, gauge, measured
from points.models import Balance, Level
from products.models import PointValue, Product, Registration

MOST_ROWS, MOST_OF_ONE = 40, 999


@dataclass(frozen=True)
class Line:
    """So many of a model, and what they would bring if they were registered on that day."""

    product: Any
    number: int

    @property
    def points(self) -> int:
        return int(self.product.points_now) * self.number

    @property
    def key(self) -> str:
        """The value of the model's option on the page."""
        return str(self.product.pk)


@dataclass(frozen=True)
class Calculation:
    """What a list of gear is worth, the levels that could be chosen with it, and what will change soon."""

    lines: Sequence[Line]
    gauge: Gauge
    levels: Sequence[Level]
    announced: Sequence[PointValue]

    @property
    def points(self) -> int:
        return self.gauge.points


def calculation(wanted: Iterable[tuple[str, str]], *, on: date) -> Calculation:
    """Sum up pairs of a model and a number as a form or a shared address carries them; what is no pair is left."""
    pairs = [
        (int(model), min(int(number), MOST_OF_ONE))
        for model, number in list(wanted)[:MOST_ROWS]
        if _is_number(model) and _is_number(number) and int(number)
    ]
    products = Product.objects.registrable().with_points(on=on).in_bulk({model for model, _number in pairs})
    lines = [Line(products[model], number) for model, number in pairs if model in products]
    total = sum(line.points for line in lines)
    return Calculation(
        lines=lines,
        gauge=gauge(total),
        levels=list(Level.objects.reached_with(total)),
        announced=announced(products, on=on),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def announced(products: Iterable[int], *, on: date) -> list[PointValue]:
    """Return the values of these models that will count for registrations from a later day on."""
    values = PointValue.objects.filter(product__in=list(products), from_on__gt=on)
    return list(values.select_related("product").order_by("from_on", "product__name", "pk"))


def would_reach(*, now: int, more: int, levels: Iterable[Level]) -> Level | None:
    """Return the highest of the levels, lowest first, that so many more points would open, if they open one."""
    opened = [level for level in levels if now < level.minimum <= now + more]
    return opened[-1] if opened else None


@dataclass(frozen=True)
class Standing:
    """A company's points on the gauge, and what its unfinished gear would add once nothing is missing."""

    gauge: Gauge
    more: int
    next_level: Level | None


def standing(company: Company) -> Standing:
    """Read where a company stands, in two queries."""
    unfinished = Registration.objects.unfinished().filter(company=OuterRef("pk")).order_by()
    waiting = unfinished.values("company").annotate(sum=Sum("points")).values("sum")
    balance = Balance.objects.filter(company=OuterRef("pk")).values("points")
    now, more = (
        Company.objects.filter(pk=company.pk)
        .values_list(Coalesce(Subquery(balance), 0), Coalesce(Subquery(waiting), 0))
        .get()
    )
    levels = list(Level.objects.order_by("minimum", "pk"))
    group = fitting_group(now, levels)
    return Standing(
        gauge=measured(now, [level for level in levels if level.group == group]),
        more=more,
        next_level=would_reach(now=now, more=more, levels=levels),
    )
