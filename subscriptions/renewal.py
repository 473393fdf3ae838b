"""What becomes of a running membership at its end: when and how the next term can be ordered, and what forbids it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from points.models import Level
from subscriptions.membership import Membership
from subscriptions.models import Acceptance, Fee, Subscription, Term, Terms
from subscriptions.periods import end_of_term

Mode = Subscription.Renewal


@dataclass(frozen=True)
class Renewal:
    """The end of the running term in dates, and the next term as it would be ordered today."""

    membership: Membership
    term: Term
    fee: Fee | None
    # Why the next term cannot be ordered by itself; empty where it can.
    hindrance: str

    @property
    def mode(self) -> str:
        return self.term.subscription.renewal

    @property
    def is_automatic(self) -> bool:
        return self.mode == Mode.AUTOMATIC

    @property
    def is_cancelled(self) -> bool:
        return self.mode == Mode.CANCELLED

    @property
    def opens_on(self) -> date:
        return opens_on(self.term)

    @property
    def is_open(self) -> bool:
        return self.opens_on <= self.membership.on and self.membership.coming is None

    @property
    def automatic_on(self) -> date:
        """The day on which an automatic renewal is ordered; today where that day has passed."""
        planned = self.term.ends_on - timedelta(days=settings.AUTOMATIC_RENEWAL_DAYS)
        return max(planned, self.membership.on)

    @property
    def reminders_on(self) -> list[date]:
        """The days on which the member is still to be reminded."""
        steps = reminder_steps(self.mode)
        days = [self.term.ends_on - timedelta(days=step) for step in steps]
        return [day for day in days if day > self.membership.on]

    @property
    def level(self) -> Level:
        """The level of the next term: the one that was chosen for it, or the present one."""
        return self.term.subscription.renewal_level or self.term.level

    @property
    def has_another_level(self) -> bool:
        return self.level != self.term.level

    @property
    def next_starts_on(self) -> date:
        return self.term.ends_on

    @property
    def next_expires_on(self) -> date:
        return end_of_term(self.term.ends_on) - timedelta(days=1)


def opens_on(term: Term) -> date:
    """Return the first day on which the term after this one can be ordered."""
    return term.ends_on - timedelta(days=settings.RENEWAL_WINDOW_DAYS)


def reminder_steps(mode: str) -> tuple[int, ...]:
    """Return how many days before the end a member is reminded: not any more once a renewal orders itself."""
    if mode == Mode.CANCELLED:
        return ()
    last = settings.AUTOMATIC_RENEWAL_DAYS if mode == Mode.AUTOMATIC else 0
    return tuple(step for step in settings.RENEWAL_REMINDER_DAYS if step > last)


def renewal_of(membership: Membership) -> Renewal | None:
    """Return what becomes of a running membership at its end."""
    term = membership.term
    if term is None or not membership.is_active:
        return None
    level = term.subscription.renewal_level or term.level
    fee = Fee.objects.by_level(country=membership.company.country, on=membership.on).get(level.pk)
    return Renewal(membership, term, fee, _hindrance(membership, level, fee))


def _hindrance(membership: Membership, level: Level, fee: Fee | None) -> str:
    if membership.suspended_since is not None:
        return _("An invoice is overdue. Pay it first.")
    if not membership.allows(level):
        return _("Your points do not reach %(level)s any more. Choose the level for the next term.") % {
            "level": level
        }
    if fee is None:
        return _("The fee of %(level)s is not fixed yet.") % {"level": level}
    return "" if _has_accepted(membership) else _("We have published new terms of use. Accept them first.")


def _has_accepted(membership: Membership) -> bool:
    current = Terms.objects.exclude(published_at=None).order_by("-published_at")[:1]
    return Acceptance.objects.filter(company=membership.company, terms__in=current.values("pk")).exists()
