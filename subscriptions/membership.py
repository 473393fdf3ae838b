"""The state of one company's membership on one day, for every page that speaks of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import Company
from points.models import Balance, Level
from subscriptions.models import LevelPermit, MembershipNumber, SignUp, Subscription, Term


@dataclass(frozen=True)
class Past:
    """A term that lasted, with the days without membership between the one before and it."""

    term: Term
    gap_from: date | None
    gap_days: int

    @property
    def gap_until(self) -> date:
        """The last day without membership."""
        return self.term.starts_on - timedelta(days=1)


@dataclass(frozen=True)
class Membership:
    """Whether a company is a member on a day, at which level, until when, and what it could sign up for."""

    company: Company
    on: date
    points: int
    levels: tuple[Level, ...]
    # The levels that staff allow whatever the points say.
    permitted: frozenset[int]
    # All that lasted a day or are to come, the first one first.
    terms: tuple[Term, ...]

    @property
    def term(self) -> Term | None:
        """The term that runs on the day or, when none does, the last one that ran before it."""
        return next((term for term in reversed(self.terms) if term.starts_on <= self.on), None)

    @property
    def coming(self) -> Term | None:
        """The term that is ordered already and begins later."""
        return next((term for term in self.terms if term.starts_on > self.on), None)

    @property
    def is_active(self) -> bool:
        return self.term is not None and self.term.is_running(on=self.on)

    @property
    def suspended_since(self) -> datetime | None:
        """Since when the benefits of the running term are held back."""
        return getattr(self.term, "suspended_since", None) if self.is_active else None

    @property
    def is_valid(self) -> bool:
        """Whether the card opens doors: a running term whose benefits are not held back."""
        return self.is_active and self.suspended_since is None

    @property
    def was_member(self) -> bool:
        """Whether the company's last term is over."""
        return self.term is not None and not self.is_active

    @property
    def was_withdrawn(self) -> bool:
        return self.was_member and self.term is not None and self.term.cut == Term.Cut.WITHDRAWN

    @property
    def subscription(self) -> Subscription | None:
        return self.term.subscription if self.term else None

    @property
    def number(self) -> MembershipNumber | None:
        return self.term.subscription.number if self.term else None

    @property
    def level(self) -> Level | None:
        """The level of the running term."""
        return self.term.level if self.term and self.is_active else None

    @property
    def until(self) -> date | None:
        """The last day of membership; of a former member, the day on which it was over."""
        return self.term.expires_on if self.term else None

    @property
    def days_left(self) -> int:
        return self.term.days_left(on=self.on) if self.term else 0

    @property
    def reached(self) -> tuple[Level, ...]:
        """The levels that the points or staff allow, lowest first."""
        return tuple(level for level in self.levels if self.allows(level))

    def allows(self, level: Level) -> bool:
        return level.minimum <= self.points or level.pk in self.permitted

    @property
    def higher_levels(self) -> tuple[Level, ...]:
        """The allowed levels above the one of the running term."""
        if self.level is None:
            return ()
        return tuple(level for level in self.reached if level.minimum > self.level.minimum)

    @property
    def lowest_level(self) -> Level:
        return self.levels[0]

    @property
    def missing_points(self) -> int:
        """How many points are missing to the lowest level."""
        return max(0, self.lowest_level.minimum - self.points)

    @property
    def can_sign_up(self) -> bool:
        return not self.is_active and self.coming is None and bool(self.reached)

    @property
    def can_upgrade(self) -> bool:
        return self.is_valid and bool(self.higher_levels)

    def has_room_for(self, sign_up: SignUp) -> bool:
        """Whether what was begun can still be ordered: not after another window, or the automatic renewal, did so."""
        if sign_up.is_new:
            return not self.is_active and self.coming is None
        if sign_up.is_upgrade:
            return self.can_upgrade
        return self.term is not None and self.coming is None and self.suspended_since is None

    @property
    def is_below_its_level(self) -> bool:
        """Whether the points no longer reach the level of the running term, which stays until its end."""
        return self.level is not None and not self.allows(self.level)

    @property
    def history(self) -> list[Past]:
        """The terms so far and to come, the newest first, each with the gap before it."""
        told, end = [], None
        for term in self.terms:
            gap = (term.starts_on - end).days if end else 0
            told.append(Past(term, end if gap else None, gap))
            end = term.ends_on
        return told[::-1]


def membership_of(*, company: Company, on: date) -> Membership:
    """Read the company's membership on a day, in three queries."""
    permits = LevelPermit.objects.in_force(on=on).filter(company=company, level=OuterRef("pk"))
    levels = list(Level.objects.order_by("minimum", "pk").annotate(is_permitted=Exists(permits)))
    terms = Term.objects.of(company).lasting().with_suspension().order_by("starts_on", "pk")
    return Membership(
        company=company,
        on=on,
        points=Balance.objects.points_of(company),
        levels=tuple(levels),
        permitted=frozenset(level.pk for level in levels if getattr(level, "is_permitted", False)),
        terms=tuple(
            terms.select_related(
                "level", "subscription__number", "subscription__company", "subscription__renewal_level"
            )
        ),
    )
