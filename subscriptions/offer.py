"""The levels of a group beside each other: range, fee and benefits, and which of them a company may choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cps_portal.lib import clock
from points.gauge import Gauge, fitting_group, measured
from points.models import Level
from subscriptions.membership import Membership
from subscriptions.models import Benefit, Fee, LevelBenefit, Term


@dataclass(frozen=True)
class BenefitLine:
    """What a level has of a benefit; the empty text where it has nothing."""

    name: str
    value: str


@dataclass(frozen=True)
class Offer:
    """One level as it stands in the comparison."""

    level: Level
    # The last point of the range; none for the highest level.
    maximum: int | None
    fee: Fee | None
    benefits: tuple[BenefitLine, ...]
    missing: int
    is_chosen: bool
    is_current: bool
    is_highest_reached: bool
    # Above the level of the running term, where one runs.
    is_higher: bool

    @property
    def is_reached(self) -> bool:
        return self.missing == 0

    @property
    def can_be_chosen(self) -> bool:
        return self.is_reached and self.fee is not None


@dataclass(frozen=True)
class Comparison:
    """A group's levels as they are offered to a company, lowest first, and where its points stand on them."""

    group: str
    has_switch: bool
    gauge: Gauge
    offers: tuple[Offer, ...]


def comparison(membership: Membership, *, chosen: Level | None, group: str = "") -> Comparison:
    """Lay the levels of a group out for a company: the wanted one, or the one of its choice or of its points."""
    has_switch = any(level.group == Level.Group.CORPORATE for level in membership.reached)
    if not has_switch:
        group = Level.Group.PERSONAL
    elif group not in Level.Group.values:
        group = chosen.group if chosen else fitting_group(membership.points, membership.levels)
    in_group = [level for level in membership.levels if level.group == group]
    return Comparison(
        group=group,
        has_switch=has_switch,
        gauge=measured(membership.points, in_group),
        offers=tuple(_offers(membership, in_group, chosen)),
    )


def _offers(membership: Membership, in_group: Sequence[Level], chosen: Level | None) -> list[Offer]:
    fees = Fee.objects.by_level(country=membership.company.country, on=membership.on)
    benefits = benefits_by_level(on=membership.on)
    highest = next((level for level in reversed(in_group) if level in membership.reached), None)
    return [
        Offer(
            level=level,
            maximum=_maximum(level, membership.levels),
            fee=fees.get(level.pk),
            benefits=benefits.get(level.pk, ()),
            missing=0 if membership.allows(level) else level.minimum - membership.points,
            is_chosen=level == chosen,
            is_current=level == membership.level,
            is_highest_reached=level == highest,
            is_higher=level in membership.higher_levels,
        )
        for level in in_group
    ]


def _maximum(level: Level, levels: Sequence[Level]) -> int | None:
    above = [other.minimum for other in levels if other.minimum > level.minimum]
    return min(above) - 1 if above else None


def benefits_by_level(*, on: date) -> dict[int, tuple[BenefitLine, ...]]:
    """Give every level a line for every benefit of a day, so that the lines stand beside each other."""
    rows = LevelBenefit.objects.in_force(on=on)
    values = {(row.level_id, row.benefit_id): row.value for row in rows}
    benefits = list(Benefit.objects.all())
    return {
        level: tuple(BenefitLine(each.name, values.get((level, each.pk), "")) for each in benefits)
        for level in {level for level, _benefit in values}
    }


def benefits_of(term: Term) -> tuple[BenefitLine, ...]:
    """Return what a term brings: the benefits of its level as they stood on the day of the order."""
    lines = benefits_by_level(on=clock.on(term.created_at)).get(term.level_id, ())
    return tuple(line for line in lines if line.value)
