"""Boards about money and words: what was earned, what became of charges, what customers asked, what did not leave."""

from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from billing import reports
from billing.models import Attempt, Invoice
from cps_portal.lib import money
from cps_portal.lib.plots import Figures, Series, beside, stacked
from points.models import Level
from support.helpdesk.models import Ticket
from support.reporting.boards.board import (
    Counted,
    Drawn,
    Part,
    Section,
    columns,
    largest_and_others,
    rows,
    since,
)
from support.reporting.boards.periods import Period

Status = Attempt.Status


def revenue(period: Period) -> Drawn:
    levels = list(Level.objects.order_by("minimum", "pk"))
    sums = {level.pk: dict.fromkeys(period.steps, 0) for level in levels}
    for (day, level), cents in reports.net_by_day(first=period.first, last=period.today).items():
        if level in sums:
            sums[level][period.step_of(day)] += cents
    series = [
        Series(level.name, list(sums[level.pk].values()), str(place)) for place, level in enumerate(levels)
    ]
    figures = Figures(
        _("Revenue by level"),
        period.what,
        columns(period, Invoice, "issued_on"),
        series,
        say=money.spoken,
        say_briefly=money.brief,
    )
    note = _("Net amounts in euro by the day of issue; credit notes are taken off on the day of theirs.")
    return Drawn([Section(stacked(figures), note, rows(Invoice))])


def charges(period: Period) -> Drawn:
    counted, since_then = Counted(period), since(period, Attempt, "started_at")

    def outcome(name: str, colour: str, *statuses: Status) -> Part:
        listed = rows(Attempt, **since_then, status__in=",".join(statuses))
        return Part(name, tuple(statuses), colour, listed)

    outcomes = [
        outcome(_("paid"), "done", Status.PAID),
        outcome(_("declined"), "stop", Status.DECLINED),
        outcome(_("needs the customer"), "care", Status.NEEDS_CUSTOMER),
        outcome(_("did not happen"), "quiet", Status.VOID),
        outcome(_("not known yet"), "act", Status.UNKNOWN, Status.AT_CUSTOMER),
    ]
    codes = largest_and_others(
        counted.names("declines"),
        lambda code: code or _("no code"),
        _("other codes"),
        lambda code: rows(Attempt, **since_then, decline_code__exact=code),
    )
    steps = columns(period, Attempt, "started_at")
    tried = counted.series(counted.flow, "charges", *outcomes)
    declined = counted.series(counted.flow, "declines", *codes)
    note = _(
        "Each attempt stands on the day on which it began. The codes are those of the banks, as Stripe hands them on."
    )
    return counted.drawn(
        Section(stacked(Figures(_("Attempts to charge, by outcome"), period.what, steps, tried))),
        Section(stacked(Figures(_("Why charges failed, by code"), period.what, steps, declined)), note),
    )


def questions(period: Period) -> Drawn:
    counted = Counted(period)
    kinds = [Part(str(kind.label), (kind.value,), str(place)) for place, kind in enumerate(Ticket.Kind)]
    asked = Part(_("questions asked"), tuple(Ticket.Kind.values), "act")
    compared = [
        *counted.series(counted.flow, "questions", asked),
        *counted.series(counted.flow, "questions closed", Part(_("questions closed"), ("",), "done")),
    ]
    steps, listed = columns(period), rows(Ticket, view="all")
    by_kind = counted.series(counted.flow, "questions", *kinds)
    return counted.drawn(
        Section(beside(Figures(_("Questions asked and closed"), period.what, steps, compared)), "", listed),
        Section(stacked(Figures(_("What customers ask about"), period.what, steps, by_kind)), "", listed),
    )


def mails(period: Period) -> Drawn:
    counted, since_then = Counted(period), since(period, Email, "created")

    def state(name: str, kind: str, colour: str, *statuses: int) -> Part:
        listed = rows(Email, **since_then, status__in=",".join(map(str, statuses)))
        return Part(name, (kind,), colour, listed)

    failed = state(_("not delivered"), "failed", "stop", STATUS.failed)
    waiting = state(_("waiting"), "waiting", "care", STATUS.queued, STATUS.requeued)
    sent = state(_("delivered"), "sent", "done", STATUS.sent)
    steps = columns(period, Email, "created")
    troubled = counted.series(counted.flow, "mails", failed, waiting)
    all_mails = counted.series(counted.flow, "mails", failed, waiting, sent)
    return counted.drawn(
        Section(stacked(Figures(_("Mails that did not leave"), period.what, steps, troubled))),
        Section(stacked(Figures(_("All mails"), period.what, steps, all_mails))),
    )
