"""The statement: every entry with the total that it led to, all of them or those of a kind or a period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum

from accounts.models import Company
from cps_portal.lib import clock, paging
from points.models import Balance, Entry

GAINS, LOSSES = "gains", "losses"


@dataclass(frozen=True)
class Choice:
    """Which entries are wanted; days are those from which an entry counts, both included."""

    kind: str = ""
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.kind or self.since or self.until)

    def among(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.kind == GAINS:
            entries = entries.filter(amount__gt=0)
        if self.kind == LOSSES:
            entries = entries.filter(amount__lt=0)
        if self.since:
            entries = entries.filter(effective_at__gte=clock.begins(self.since))
        if self.until:
            entries = entries.filter(effective_at__lt=clock.end_of(self.until))
        return entries


@dataclass(frozen=True)
class Line:
    entry: Entry
    total: int


@dataclass(frozen=True)
class Statement:
    """A page of the statement; the totals at the ends of a period are there where one was asked for."""

    points: int
    lines: list[Line]
    older: int | None
    is_first: bool
    opening: int | None = None
    closing: int | None = None


def statement(company: Company, *, before: str | None = None, choice: Choice | None = None) -> Statement:
    """Read a page of the company's entries, newest first, each with the total after it."""
    choice = choice or Choice()
    page = paging.newest_first(choice.among(Entry.objects.of(company)), before=before)
    totals = _totals(company, page.rows) if choice else _totals_in_a_row(company, page.rows)
    return Statement(
        points=Balance.objects.points_of(company),
        lines=[Line(entry, totals[entry.pk]) for entry in page.rows],
        older=page.older,
        is_first=page.is_first,
        opening=_total_on(company, choice.since - timedelta(days=1)) if choice.since else None,
        closing=_total_on(company, choice.until) if choice.until else None,
    )


def every_line(company: Company, *, choice: Choice) -> Iterator[Line]:
    """Read the whole of it, oldest first, as a file lists it."""
    wanted = set(choice.among(Entry.objects.of(company)).values_list("pk", flat=True))
    total = 0
    for entry in Entry.objects.of(company).order_by("pk").iterator(chunk_size=2000):
        total += entry.amount
        if entry.pk in wanted:
            yield Line(entry, total)


def _total_on(company: Company, day: date) -> int:
    return Entry.objects.of(company).counting_by(day).total()


def _totals_in_a_row(company: Company, rows: Sequence[Entry]) -> dict[int, int]:
    """Count down from the balance: the rows follow one another, and only the newer ones have to be summed."""
    if not rows:
        return {}
    newer = Entry.objects.of(company).filter(pk__gt=rows[0].pk).aggregate(sum=Sum("amount"))
    total = Balance.objects.points_of(company) - (newer["sum"] or 0)
    totals = {}
    for entry in rows:
        totals[entry.pk] = total
        total -= entry.amount
    return totals


def _totals(company: Company, rows: Sequence[Entry]) -> dict[int, int]:
    """Sum in the database, where rows of other kinds or periods lie between these."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, total FROM (SELECT id, sum(amount) OVER (ORDER BY id)::bigint AS total FROM points_entry "
            "WHERE company_id = %s) AS summed WHERE id = ANY(%s)",
            [company.pk, [entry.pk for entry in rows]],
        )
        return dict(cursor.fetchall())
