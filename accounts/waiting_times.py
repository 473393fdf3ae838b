"""How long applicants waited: working days of their country from sending to decision, our waiting for them left out."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import workdays
from accounts.models import Application, CaseEvent
from cps_portal.lib import clock
from cps_portal.lib.plots import Column, Figures, Series

Act = CaseEvent.Act


class Place(NamedTuple):
    """So many cases at one place of a picture; `kind` is what that means for us."""

    name: str
    tick: str
    cases: int
    kind: str


def of_decided(*, since: datetime) -> Counter[int]:
    """Count the cases that were decided since a moment by the working days they took, read from their history."""
    decided = Application.objects.filter(decided_at__gte=since)
    steps = (
        CaseEvent.objects.filter(application__in=decided)
        .order_by("application_id", "pk")
        .values_list("application_id", "application__country", "act", "at")
    )
    return Counter(_days(list(rows)) for _case, rows in groupby(steps, key=lambda row: row[0]))


def _days(rows: list[tuple[int, str, str, datetime]]) -> int:
    history = [(act, clock.on(at)) for _case, _country, act, at in rows]
    decided = [day for act, day in history if act in (Act.APPROVED, Act.REJECTED)]
    start, end = history[0][1], decided[-1] if decided else history[-1][1]
    return workdays.taken(start, end, country=rows[0][1], pauses=workdays.pauses(history))


def share_in_time(taken: Counter[int]) -> int | None:
    """Return how many of a hundred cases were decided within the promise; nothing when none was decided."""
    kept = sum(count for days, count in taken.items() if days <= settings.PROMISED_WORKING_DAYS)
    return round(100 * kept / taken.total()) if taken else None


def decided(taken: Counter[int], *, title: str) -> Figures:
    """Return the cases by the days that they took, each day in a column until far beyond the promise."""
    promised, last = settings.PROMISED_WORKING_DAYS, settings.PROMISED_WORKING_DAYS + 4
    places = []
    for days in range(last):
        name = ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
        places.append(Place(name, str(days), taken[days], "done" if days <= promised else "stop"))
    more = sum(count for days, count in taken.items() if days >= last)
    places.append(Place(_("%(days)d or more working days") % {"days": last}, f"{last}+", more, "stop"))
    return _figures(title, places, {"done": _("within the promise"), "stop": _("after it")})


def open_by_days_left(left: Counter[int], *, title: str) -> Figures:
    """Return the open cases by the days that are left: late, due today, or in time."""
    over, promised = -3, settings.PROMISED_WORKING_DAYS
    late = sum(count for days, count in left.items() if days <= over)
    places = [
        Place(
            _("%(days)d or more working days over") % {"days": -over},
            f"≤ {over}".replace("-", "−"),
            late,
            "stop",
        )
    ]
    for days in range(over + 1, promised):
        places.append(Place(_label(days), str(days).replace("-", "−"), left[days], _kind(days)))
    more = sum(count for days, count in left.items() if days >= promised)
    name = _("%(days)d or more working days left") % {"days": promised}
    places.append(Place(name, f"{promised}+", more, "act"))
    return _figures(title, places, {"stop": _("late"), "care": _("due today"), "act": _("in time")})


def _figures(title: str, places: list[Place], kinds: dict[str, str]) -> Figures:
    columns = [Column(place.name, place.tick) for place in places]
    series = [
        Series(name, [place.cases if place.kind == kind else 0 for place in places], kind)
        for kind, name in kinds.items()
    ]
    return Figures(title, _("Working days of the applicant's country"), columns, series)


def _label(days: int) -> str:
    if days == 0:
        return _("due today")
    if days < 0:
        return ngettext("%(days)d working day over", "%(days)d working days over", -days) % {"days": -days}
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}


def _kind(days: int) -> str:
    return "stop" if days < 0 else "care" if days == 0 else "act"
