"""What a company may bring over from the old programme, as the page shows it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Company, User
from points.models import Balance, Level
from products import actions
from products.forecast import announced, would_reach
from products.models import LegacyProduct, PointValue


@dataclass(frozen=True)
class Moving:
    """The rows that wait, in the groups of the page; without proof of the old address nobody sees them."""

    old_address: str
    is_proven: bool
    is_waiting: bool
    ready: list[Any] = field(default_factory=list)
    later: list[Any] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)
    # The level that the points of what is ready would open, and what will change for whoever waits.
    reached: Level | None = None
    announced: list[PointValue] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.ready) + len(self.later)

    @property
    def points(self) -> int:
        return sum(row.points_now for row in self.ready)


def moving(company: Company, *, user: User, on: date) -> Moving:
    """Sort what waits into what counts at once, what lacks something, and what is registered already."""
    waiting = LegacyProduct.objects.waiting_for(company)
    proven = actions.may_move(company=company, user=user)
    address = company.old_cps_email
    if not proven:
        return Moving(address, is_proven=False, is_waiting=waiting.movable().exists())
    rows: list[Any] = list(waiting.with_taken().with_points(on=on).select_related("product").order_by("pk"))
    free = [row for row in rows if not row.is_taken]
    ready = [row for row in free if not row.missing]
    more = sum(row.points_now for row in ready)
    return Moving(
        address,
        is_proven=True,
        is_waiting=bool(free),
        reached=_reached(company, more) if more else None,
        announced=announced({row.product_id for row in free}, on=on) if free else [],
        ready=ready,
        later=[row for row in free if row.missing],
        taken=[row for row in rows if row.is_taken],
    )


def _reached(company: Company, more: int) -> Level | None:
    levels = Level.objects.order_by("minimum", "pk")
    return would_reach(now=Balance.objects.points_of(company), more=more, levels=levels)
