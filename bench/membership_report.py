"""What became of memberships in a stretch of time, counted from the rows alone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from django.conf import settings
from post_office.models import Email

from accounts.models import Company
from cps_portal.lib import clock
from subscriptions.models import MembershipNumber, Notice, RenewalChoice, Subscription, Term
from subscriptions.renewal import reminder_steps

Act, Kind, Mode = RenewalChoice.Act, Notice.Kind, Subscription.Renewal
MODES = {
    Act.SWITCHED_ON: Mode.AUTOMATIC,
    Act.SWITCHED_OFF: Mode.BY_HAND,
    Act.CANCELLED: Mode.CANCELLED,
    Act.RESUMED: Mode.BY_HAND,
}


@dataclass(frozen=True)
class Counts:
    """The year in numbers; there must be nothing double and nothing missed."""

    companies: int
    terms: int
    renewals: int
    upgrades: int
    reminders: int
    gaps: int
    without_invoice: int
    mails: int
    doubles: int
    missed: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def count(companies: Iterable[Company], *, until: date) -> Counts:
    """Count the terms and notices of companies whose every day before `until` was walked."""
    pks = [company.pk for company in companies]
    terms = list(
        Term.objects.filter(subscription__company__in=pks)
        .select_related("subscription")
        .order_by("starts_on", "pk")
    )
    notices = Notice.objects.filter(company__in=pks)
    followed = [pair for pair in _pairs(terms) if pair[0].ends_on == pair[1].starts_on and not pair[0].cut]
    return Counts(
        companies=len(pks),
        terms=len(terms),
        renewals=len(followed),
        upgrades=sum(term.cut == Term.Cut.UPGRADED for term in terms),
        reminders=notices.filter(kind=Kind.RENEWAL_REMINDER).count(),
        gaps=sum(former.ends_on < later.starts_on for former, later in _pairs(terms)),
        without_invoice=sum(not hasattr(term, "invoice") for term in terms),
        mails=notices.exclude(mail=None).count(),
        doubles=_doubles(terms, pks),
        missed=sum(_missed(term, terms, until) for term in terms if not term.cut),
    )


def _by_company(terms: list[Term]) -> dict[int, list[Term]]:
    groups: dict[int, list[Term]] = {}
    for term in terms:
        if term.ends_on > term.starts_on:
            groups.setdefault(term.subscription_id, []).append(term)
    return groups


def _pairs(terms: list[Term]) -> Iterator[tuple[Term, Term]]:
    for group in _by_company(terms).values():
        yield from pairwise(group)


def _doubles(terms: list[Term], companies: list[int]) -> int:
    """Terms that overlap, the same mail to the same person twice, and second numbers."""
    overlapping = sum(
        one.starts_on < other.ends_on and other.starts_on < one.ends_on
        for group in _by_company(terms).values()
        for one, other in combinations(group, 2)
    )
    own = Notice.objects.filter(company__in=companies).values("mail")
    mails = Counter((str(mail.to), mail.subject, mail.message) for mail in Email.objects.filter(pk__in=own))
    numbers = MembershipNumber.objects.filter(company__in=companies)
    more = numbers.count() - numbers.values("company").distinct().count()
    return overlapping + sum(times - 1 for times in mails.values()) + more


def _missed(term: Term, terms: list[Term], until: date) -> int:
    """Reminders and renewals of a term that its day should have brought, and that no row tells of."""
    follower = next(
        (other for other in _by_company(terms)[term.subscription_id] if other.starts_on == term.ends_on),
        None,
    )
    ordered_on = clock.on(follower.created_at) if follower else None
    missed = 0
    for step in settings.RENEWAL_REMINDER_DAYS:
        day = term.ends_on - timedelta(days=step)
        is_open = ordered_on is None or ordered_on > day
        if day < until and is_open and step in reminder_steps(_mode(term.subscription, day)):
            missed += not term.notices.filter(kind=Kind.RENEWAL_REMINDER, step=step).exists()
    last = term.ends_on - timedelta(days=settings.AUTOMATIC_RENEWAL_DAYS)
    if last < until and follower is None and _mode(term.subscription, last) == Mode.AUTOMATIC:
        missed += not term.notices.filter(kind=Kind.RENEWAL_HELD_UP).exists()
    return missed


def _mode(subscription: Subscription, day: date) -> str:
    """Return how the membership was to end on a day, by what had been chosen until then."""
    chosen = subscription.choices.filter(at__lt=clock.begins(day + timedelta(days=1)), act__in=MODES)
    last = chosen.order_by("-at", "-pk").first()
    return MODES[Act(last.act)] if last else Mode.BY_HAND
