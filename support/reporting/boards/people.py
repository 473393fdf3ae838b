"""Boards about people: the verification queue, who signs up, who is a member, how many points companies have."""

from django.utils.translation import gettext as _
from django_countries import countries

from accounts import waiting_times
from accounts.models import Application
from accounts.queue import Overview
from cps_portal.lib.plots import Column, Figures, Series, beside, stacked, whole
from points.models import Balance, Level
from subscriptions.models import Subscription, Term
from support.reporting.boards.board import Counted, Drawn, Part, Section, columns, largest_and_others, rows
from support.reporting.boards.periods import Period


def queue(period: Period) -> Drawn:
    counted = Counted(period)
    kept = Part(_("within the promise"), ("kept",), "done")
    broken = Part(_("after it"), ("broken",), "stop")
    decisions = Figures(
        _("Cases decided, and the promise"),
        period.what,
        columns(period),
        counted.series(counted.flow, "decisions", kept, broken),
    )
    left = Overview(on=period.today).ours_by_days_left
    now = waiting_times.open_by_days_left(left, title=_("Cases that wait for us, by the time that is left"))
    listed = rows(Application)
    return counted.drawn(
        Section(stacked(decisions), _said_of_the_promise(decisions), f"{listed}?status=decided"),
        Section(stacked(now), _("Counted just now."), listed),
    )


def _said_of_the_promise(decisions: Figures) -> str:
    kept, broken = (sum(one.values) for one in decisions.series)
    if not kept + broken:
        return ""
    share = round(100 * kept / (kept + broken))
    return _("%(share)d %% were decided within the promise.") % {"share": share}


def sign_ups(period: Period) -> Drawn:
    counted = Counted(period)
    steps = {
        "applications": Part(_("applications sent"), ("",), "quiet"),
        "approvals": Part(_("companies approved"), ("",), "act"),
        "memberships": Part(_("memberships begun"), ("",), "done"),
    }
    series = [one for kind, part in steps.items() for one in counted.series(counted.flow, kind, part)]
    figures = Figures(_("From the application to the membership"), period.what, columns(period), series)
    note = _("Each counts on the day on which it happened; renewals and upgrades are left out.")
    return counted.drawn(Section(beside(figures), note, rows(Subscription)))


def members(period: Period) -> Drawn:
    counted = Counted(period)
    on = period.today.isoformat()
    levels = [
        Part(
            level.name,
            (level.code,),
            str(place),
            rows(Term, level__id__exact=str(level.pk), starts_on__lte=on, ends_on__gt=on),
        )
        for place, level in enumerate(Level.objects.order_by("minimum", "pk"))
    ]
    by_level = counted.series(counted.stock, "levels", *levels)
    today = counted.latest_of("countries")
    largest = sorted(today, key=lambda code: (-today[code], code))
    shown = largest_and_others(largest, _country, _("other countries"))
    by_country = counted.series(counted.stock, "countries", *shown)
    steps = columns(period)
    over_time = [
        Figures(_("Members by level"), period.what, steps, by_level, sums=False),
        Figures(_("Members by country"), period.what, steps, by_country, sums=False),
    ]
    places = [Column(_country(code), code) for code in largest]
    here = Series(_("members"), [today[code] for code in largest])
    ends = _("As many as there were at the end of each step, today at the end of the last.")
    return counted.drawn(
        *(Section(stacked(figures), ends, rows(Subscription)) for figures in over_time),
        Section(stacked(Figures(_("Members today, country by country"), _("Country"), places, [here]))),
    )


def _country(code: str) -> str:
    return str(countries.name(code)) or code


def points(period: Period) -> Drawn:
    """Show how many companies have how many points; the bands begin where a level does."""
    counted = Counted(period)
    counts = counted.latest_of("points")
    edges = sorted(map(int, counts))
    levels = {level.minimum: level for level in Level.objects.order_by("minimum")}
    first = min(levels, default=0)
    bands = [_band(edges, place, levels) for place in range(len(edges))]

    def between(low: int, high: float) -> list[int]:
        return [counts[str(edge)] if low <= edge < high else 0 for edge in edges]

    corporate = [level.minimum for level in levels.values() if level.group == Level.Group.CORPORATE]
    border = min(corporate, default=max(levels, default=0) + 1)
    series = [
        Series(_("no level yet"), between(0, first), "quiet"),
        Series(_("personal levels"), between(first, border), "done"),
        Series(_("corporate levels"), between(border, float("inf")), "act"),
    ]
    figures = Figures(_("Companies by their points"), _("Points"), bands, series)
    note = _("A company may choose every level whose points it reaches; here it stands at the highest.")
    return counted.drawn(Section(stacked(figures), note, rows(Balance)))


def _band(edges: list[int], place: int, levels: dict[int, Level]) -> Column:
    """Name the points from one edge to the next, and lead to the balances between them."""
    edge = edges[place]
    if edge == 0:
        return Column(_("no points"), "0", rows(Balance, points__lte="0"))
    beyond = edges[place + 1] if place + 1 < len(edges) else None
    narrowed = {"points__gte": str(edge)} | ({"points__lt": str(beyond)} if beyond else {})
    said = _("%(points)s and more") % {"points": whole(edge)}
    if beyond:
        said = f"{whole(edge)}–{whole(beyond - 1)}"
    name = f"{said}: {levels[edge]}" if edge in levels else said
    return Column(name, whole(edge), rows(Balance, **narrowed))
