"""The state of one company's membership on one day, for every page that speaks of it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Company
from points.models import Balance, Level
from subscriptions.models import MembershipNumber, Subscription, Term


@dataclass(frozen=True)
class Membership:
    """Whether a company is a member on a day, at which level, until when, and what it could sign up for."""

    company: Company
    on: date
    points: int
    levels: tuple[Level, ...]
    # The term that runs on the day or, when none does, the last one that ran before it.
    term: Term | None

    @property
    def is_active(self) -> bool:
        return self.term is not None and self.term.is_running(on=self.on)

    @property
    def was_member(self) -> bool:
        """Whether the company's last term is over."""
        return self.term is not None and not self.is_active

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
        """The levels that the points allow, lowest first."""
        return tuple(level for level in self.levels if level.minimum <= self.points)

    @property
    def lowest_level(self) -> Level:
        return self.levels[0]

    @property
    def missing_points(self) -> int:
        """How many points are missing to the lowest level."""
        return max(0, self.lowest_level.minimum - self.points)

    @property
    def can_sign_up(self) -> bool:
        return not self.is_active and bool(self.reached)

    @property
    def is_below_its_level(self) -> bool:
        """Whether the points no longer reach the level of the running term, which stays until its end."""
        return self.level is not None and self.points < self.level.minimum


def membership_of(*, company: Company, on: date) -> Membership:
    """Read the company's membership on a day, in three queries."""
    term = (
        Term.objects.of(company)
        .begun(on=on)
        .select_related("level", "subscription__number", "subscription__company")
        .first()
    )
    return Membership(
        company=company,
        on=on,
        points=Balance.objects.points_of(company),
        levels=tuple(Level.objects.order_by("minimum", "pk")),
        term=term,
    )
