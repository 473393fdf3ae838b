"""How long applicants waited: working days of their country from sending to decision, our waiting for them left out."""

from collections import Counter
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import workdays
from accounts.models import Application, CaseEvent
from accounts.plots import Value
from cps_portal.lib import clock

Act = CaseEvent.Act


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


def decided_values(taken: Counter[int]) -> list[Value]:
    """Return the bars of a picture: one for each number of days up to far beyond the promise, one for all the rest."""
    promised, last = settings.PROMISED_WORKING_DAYS, settings.PROMISED_WORKING_DAYS + 4
    values = []
    for days in range(last):
        name = ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
        values.append(Value(name, str(days), taken[days], "done" if days <= promised else "stop"))
    more = sum(count for days, count in taken.items() if days >= last)
    return [*values, Value(_("%(days)d or more working days") % {"days": last}, f"{last}+", more, "stop")]


def open_values(left: Counter[int]) -> list[Value]:
    """Return the bars of a picture: how many open cases are late, due today, or have days left."""
    over, promised = -3, settings.PROMISED_WORKING_DAYS
    values = [
        Value(
            _("%(days)d or more working days over") % {"days": -over},
            f"≤ {over}".replace("-", "−"),
            sum(count for days, count in left.items() if days <= over),
            "stop",
        )
    ]
    for days in range(over + 1, promised):
        values.append(Value(_said(days), str(days).replace("-", "−"), left[days], _kind(days)))
    more = sum(count for days, count in left.items() if days >= promised)
    name = _("%(days)d or more working days left") % {"days": promised}
    return [*values, Value(name, f"{promised}+", more, "act")]


def _said(days: int) -> str:
    if days == 0:
        return _("due today")
    if days < 0:
        return ngettext("%(days)d working day over", "%(days)d working days over", -days) % {"days": -days}
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}


def _kind(days: int) -> str:
    return "stop" if days < 0 else "care" if days == 0 else "act"
