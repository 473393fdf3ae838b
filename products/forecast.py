"""What gear would bring: a sum for anybody who asks, and what will change for whoever waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from points.gauge import Gauge, gauge
from points.models import Level
from products.models import PointValue, Product

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


def would_reach(*, now: int, more: int) -> Level | None:
    """Return the level that so many more points would open, if they open one."""
    return Level.objects.filter(minimum__gt=now, minimum__lte=now + more).order_by("-minimum").first()
