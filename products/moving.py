"""What a company may bring over from the old programme, as the page shows it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Company, User
from products import actions
from products.models import LegacyProduct


@dataclass(frozen=True)
class Moving:
    """The rows that wait, in the groups of the page; without proof of the old address nobody sees them."""

    old_address: str
    is_proven: bool
    is_waiting: bool
    ready: list[Any] = field(default_factory=list)
    later: list[Any] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)

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
    return Moving(
        address,
        is_proven=True,
        is_waiting=bool(free),
        ready=[row for row in free if not row.missing],
        later=[row for row in free if row.missing],
        taken=[row for row in rows if row.is_taken],
    )
