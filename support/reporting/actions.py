"""Counts what the boards show, day by day."""

from datetime import date, datetime, timedelta
from typing import Any

from cps_portal.lib import clock
from support.reporting import daily_figures
from support.reporting.models import DailyFigures

# For so many days may the mails and the charges of a day still come to their end.
SETTLING_DAYS = 7
LOOKED_BACK_DAYS = 366
# A look back over a whole year would take long: it is shared out among the runs.
MOST_DAYS = 31


def count_figures(*, at: datetime) -> int:
    """Count today and the days that are not counted yet or may have changed, the newest first; return how many."""
    today = clock.on(at)
    known = {row.on: row for row in DailyFigures.objects.since(today - timedelta(days=LOOKED_BACK_DAYS))}
    days = [today - timedelta(days=back) for back in range(LOOKED_BACK_DAYS)]
    due = [day for day in days if day not in known or day > today - timedelta(days=SETTLING_DAYS)][:MOST_DAYS]
    flows = {kind: flow.by_day(due[-1], today) for kind, flow in daily_figures.FLOWS.items()}
    rows = []
    for day in due:
        counts: dict[str, Any] = {kind: found.get(day, {}) for kind, found in flows.items()}
        stood = known[day].counts if day in known and day != today else _standing(day, today)
        rows.append(DailyFigures(on=day, counts={**stood, **counts}, counted_at=at))
    DailyFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["on"], update_fields=["counts", "counted_at"]
    )
    return len(rows)


def _standing(day: date, today: date) -> dict[str, Any]:
    """What there was on a day; of an earlier one only what its rows still tell."""
    stood = {kind: count(day) for kind, count in daily_figures.STOCKS.items()}
    return (
        {**stood, **{kind: count() for kind, count in daily_figures.NOW.items()}} if day == today else stood
    )
