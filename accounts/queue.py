"""The verification queue: its order, its views and its figures.

The database knows the cases, the calendars of public holidays are here: so the different spans of time that cases have
left are asked for first, few of them however many cases there are, and what each comes to is handed back for the order.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts import time_left
from accounts.models import Application, Presence, User
from accounts.models.applications import ApplicationQuerySet
from accounts.models.queue import OURS, Span
from accounts.time_left import TimeLeft

ME = "me"
PAGE = 50
Status = Application.Status


class View(models.TextChoices):
    """What of the queue is shown."""

    OPEN = "", _("All open")
    UNCLAIMED = "submitted", _("Unclaimed")
    IN_REVIEW = "in_review", _("In review")
    WAITING = "waiting", _("Waiting for applicant")
    LATE = "late", _("Late")
    DECIDED = "decided", _("Decided")
    EVERYTHING = "all", _("All that were sent")


@dataclass(frozen=True)
class Wanted:
    """Which cases somebody wants to see."""

    view: View = View.OPEN
    country: str = ""
    who: str = ""
    only_twins: bool = False
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A case as one line of the queue."""

    case: Application
    time_left: TimeLeft | None
    has_twin: bool
    present: list[User]


@dataclass(frozen=True)
class Group:
    """So many open cases that agree in all that the queue counts."""

    status: str
    span: Span
    holder: int | None
    holder_name: str
    count: int


class Overview:
    """The open cases counted by one query."""

    def __init__(self, *, on: date) -> None:
        self.on = on
        grouped = Application.objects.open().with_span(on=on).order_by()
        names = ("status", "country", "from_on", "promised_on", "claimed_by", "claimed_by__name")
        self.groups = [
            Group(status, Span(country, from_on, promised_on), holder, name or "", count)
            for status, country, from_on, promised_on, holder, name, count in grouped.values_list(
                *names
            ).annotate(count=Count("pk"))
        ]

    def _sum(self, fits: Callable[[Group], bool]) -> int:
        return sum(group.count for group in self.groups if fits(group))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cases each view of open cases shows."""
        states = Counter[str]()
        for group in self.groups:
            states[group.status] += group.count
        late = self._sum(lambda group: group.status in OURS and group.span.promised_on < self.on)
        return {View.OPEN: sum(states.values()), View.LATE: late, **states}

    @property
    def ours(self) -> int:
        """How many cases wait for us, and not for their applicant."""
        return self._sum(lambda group: group.status in OURS)

    def held_by(self, user: User) -> int:
        return self._sum(lambda group: group.holder == user.pk)

    @cached_property
    def days_left(self) -> dict[Span, int]:
        return {span: span.days_left for span in {group.span for group in self.groups}}

    @property
    def ours_by_days_left(self) -> Counter[int]:
        found = Counter[int]()
        for group in self.groups:
            if group.status in OURS:
                found[self.days_left[group.span]] += group.count
        return found

    @property
    def countries(self) -> list[tuple[str, str, int]]:
        found = Counter[str]()
        for group in self.groups:
            found[group.span.country] += group.count
        named = [(code, str(countries.name(code)), count) for code, count in found.items()]
        return sorted(named, key=lambda one: one[1])

    @property
    def holders(self) -> list[tuple[int, str, int]]:
        found, names = Counter[int](), {}
        for group in self.groups:
            if group.holder is not None:
                found[group.holder] += group.count
                names[group.holder] = group.holder_name
        return sorted(((pk, names[pk], count) for pk, count in found.items()), key=lambda one: one[1])


def in_order(
    cases: ApplicationQuerySet, *, on: date, days_left: Mapping[Span, int] | None = None
) -> ApplicationQuerySet:
    """Return the cases by the working days that are left of their promises."""
    known = {span: span.days_left for span in cases.spans(on=on)} if days_left is None else days_left
    return cases.by_time_left(known, on=on)


def cases(wanted: Wanted, *, by: User, overview: Overview) -> ApplicationQuerySet:
    """Return the cases that somebody wants to see: open ones by time left, others with the newest first."""
    found = _narrowed(Application.objects.exclude(status=Status.DRAFT), wanted, by=by)
    if wanted.view == View.DECIDED:
        return found.filter(status__in=(Status.APPROVED, Status.REJECTED, Status.JOINING)).order_by(
            "-decided_at", "-pk"
        )
    if wanted.view == View.EVERYTHING:
        return found.order_by("-pk")
    shown = _in_view(found, wanted.view, on=overview.on)
    return in_order(shown, on=overview.on, days_left=overview.days_left)


def _in_view(found: ApplicationQuerySet, view: View, *, on: date) -> ApplicationQuerySet:
    if view == View.OPEN:
        return found.open()
    return found.late(on=on) if view == View.LATE else found.filter(status=view)


def _narrowed(found: ApplicationQuerySet, wanted: Wanted, *, by: User) -> ApplicationQuerySet:
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.who:
        found = found.filter(claimed_by=by.pk if wanted.who == ME else int(wanted.who))
    if wanted.text:
        found = found.filter(_holds(wanted.text))
    if wanted.only_twins:
        found = found.with_twins()
    return found


def _holds(text: str) -> Q:
    words = text.strip()
    number = words.upper().removeprefix("A-")
    holds = Q(legal_name__icontains=words) | Q(email__icontains=words.lower())
    holds |= Q(vat_number__startswith="".join(words.split()).upper()) | Q(registration_number=words)
    if number.isascii() and number.isdigit() and len(number) < 19:
        holds |= Q(pk=int(number))
    return holds


def page(found: ApplicationQuerySet, *, number: int) -> tuple[list[Application], bool]:
    """Return one page of cases and whether there is another, without counting them."""
    first = (number - 1) * PAGE
    rows = list(found.select_related("claimed_by")[first : first + PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def lines(rows: Iterable[Application], *, at: datetime, on: date) -> list[Line]:
    """Add to the cases of a page what its lines show besides."""
    shown = list(rows)
    keys = [case.pk for case in shown]
    twins = set(Application.objects.filter(pk__in=keys).with_twins().values_list("pk", flat=True))
    present: dict[Any, list[User]] = {}
    for presence in Presence.objects.now(at=at).filter(application__in=keys):
        present.setdefault(presence.application_id, []).append(presence.by)
    return [
        Line(case, time_left.of(case, on=on), case.pk in twins, present.get(case.pk, [])) for case in shown
    ]


def done(*, by: User, since: datetime) -> dict[str, int]:
    """Return how many cases have been decided since a moment, by everybody and by one person."""
    decided = Application.objects.filter(decided_at__gte=since)
    return decided.aggregate(all=Count("pk"), own=Count("pk", filter=Q(claimed_by=by)))
