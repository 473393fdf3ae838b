"""What is counted of every day, for the boards: what happened on it, and what there was at its end.

Whatever is to be counted besides is one line in `FLOWS` or `STOCKS`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import TruncDate
from post_office.models import STATUS, Email

from accounts.models import Application, Company
from billing.models import Attempt
from cps_portal.lib import clock
from points.models import Balance, Level
from subscriptions.models import Subscription, Term
from support.helpdesk.models import Ticket

Counts = dict[str, int]
NO_NAME = Value("", output_field=CharField())


def _either(name: str, other: str, **condition: Any) -> Case:
    return Case(When(**condition, then=Value(name)), default=Value(other), output_field=CharField())


@dataclass(frozen=True)
class Flow:
    """Rows that belong to the day of a moment, told apart by a name."""

    rows: QuerySet[Any]
    moment: str
    name: Any = NO_NAME

    def by_day(self, first: date, last: date) -> dict[date, Counts]:
        """Count the rows of every day from the first to the last, in one query."""
        during = {f"{self.moment}__gte": clock.begins(first), f"{self.moment}__lt": clock.end_of(last)}
        named = self.rows.filter(**during).order_by().annotate(day=TruncDate(self.moment), called=self.name)
        found: dict[date, Counts] = defaultdict(dict)
        for day, called, count in named.values_list("day", "called").annotate(count=Count("pk")):
            found[day][str(called)] = count
        return found


FLOWS: Mapping[str, Flow] = {
    "applications": Flow(Application.objects.all(), "submitted_at"),
    "approvals": Flow(Application.objects.filter(status=Application.Status.APPROVED), "decided_at"),
    "memberships": Flow(Subscription.objects.all(), "started_at"),
    "decisions": Flow(
        Application.objects.all(),
        "decided_at",
        _either("kept", "broken", promised_on__gte=TruncDate("decided_at")),
    ),
    "charges": Flow(Attempt.objects.all(), "started_at", F("status")),
    "declines": Flow(
        Attempt.objects.filter(status__in=[Attempt.Status.DECLINED, Attempt.Status.NEEDS_CUSTOMER]),
        "started_at",
        F("decline_code"),
    ),
    "questions": Flow(Ticket.objects.all(), "opened_at", F("kind")),
    "questions closed": Flow(Ticket.objects.all(), "closed_at"),
    "mails": Flow(
        Email.objects.all(),
        "created",
        Case(
            When(status=STATUS.sent, then=Value("sent")),
            When(status=STATUS.failed, then=Value("failed")),
            default=Value("waiting"),
            output_field=CharField(),
        ),
    ),
}


def _counted(rows: QuerySet[Any], name: str) -> Counts:
    return {
        str(called): count for called, count in rows.order_by().values_list(name).annotate(count=Count("pk"))
    }


def members_by_level(on: date) -> Counts:
    return _counted(Term.objects.running(on=on), "level__code")


def members_by_country(on: date) -> Counts:
    return _counted(Term.objects.running(on=on), "subscription__company__country")


# What can be counted of any day, also of one that is long over.
STOCKS: Mapping[str, Callable[[date], Counts]] = {"levels": members_by_level, "countries": members_by_country}


def bands() -> list[int]:
    """The points at which the bands of the distribution begin: none, any, half way to the first level, the levels."""
    minima = list(Level.objects.order_by("minimum").values_list("minimum", flat=True))
    return sorted({0, 1, minima[0] // 2, *minima} if minima else {0, 1})


def companies_by_points() -> Counts:
    """Count the companies in each band as they stand now; those without any entry have no points."""
    edges = bands()
    reached = [When(points__gte=edge, then=Value(str(edge))) for edge in reversed(edges[1:])]
    band = Case(*reached, default=Value("0"), output_field=CharField())
    counts = _counted(Balance.objects.annotate(band=band), "band")
    without = Company.objects.filter(balance=None).count()
    return {str(edge): counts.get(str(edge), 0) + (without if edge == 0 else 0) for edge in edges}


# What is known as it stands now alone.
NOW: Mapping[str, Callable[[], Counts]] = {"points": companies_by_points}
