"""The statement: every entry with the total that it led to."""

from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import Company
from cps_portal.lib import paging
from points.models import Balance, Entry


@dataclass(frozen=True)
class Line:
    entry: Entry
    total: int


@dataclass(frozen=True)
class Statement:
    points: int
    lines: list[Line]
    older: int | None
    is_first: bool


def statement(company: Company, *, before: str | None = None) -> Statement:
    """Read a page of the company's entries, newest first, each with the total after it."""
    page = paging.newest_first(Entry.objects.filter(company=company), before=before)
    points = Balance.objects.points_of(company)
    total = points
    if page.rows:
        newer = Entry.objects.filter(company=company, pk__gt=page.rows[0].pk).aggregate(sum=Sum("amount"))
        total -= newer["sum"] or 0
    lines = []
    for entry in page.rows:
        lines.append(Line(entry, total))
        total -= entry.amount
    return Statement(points, lines, page.older, page.is_first)
