"""How the decisions about a membership read."""

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from subscriptions.models import RenewalChoice, Term, Withdrawal
from support.timeline.words import Facts, Words


def cut(facts: Facts, row: str, today: date) -> Words:
    return Words(
        gettext("%(level)s ended early") % facts, (str(Term.Cut(facts["cut"]).label),), gettext("Cut"), "care"
    )


def suspended(facts: Facts, row: str, today: date) -> Words:
    return Words(gettext("Benefits suspended"), (facts["reference"],), gettext("Suspended"), "stop")


def restored(facts: Facts, row: str, today: date) -> Words:
    return Words(gettext("Benefits restored"), (facts["reference"],), gettext("Restored"), "done")


def choice(facts: Facts, row: str, today: date) -> Words:
    act = str(RenewalChoice.Act(facts["act"]).label)
    return Words(gettext("Renewal: %(act)s") % {"act": act}, (facts["level"] or "",))


def proposed(facts: Facts, row: str, today: date) -> Words:
    reason = str(Withdrawal.Reason(facts["reason"]).label)
    note = gettext("Note: %(note)s") % {"note": facts["note"]}
    return Words(gettext("Withdrawal proposed"), (reason, note), gettext("Proposed"), "care")


def decided(facts: Facts, row: str, today: date) -> Words:
    status = Withdrawal.Status(facts["status"])
    return Words(gettext("Withdrawal: %(status)s") % {"status": status.label})


def permitted(facts: Facts, row: str, today: date) -> Words:
    day = parse_date(facts["until_on"])
    assert day is not None
    title = gettext("%(level)s permitted by staff until %(day)s") % {
        "level": facts["level"],
        "day": date_format(day, "DATE_FORMAT"),
    }
    return Words(title, (facts["reason"],))


def fell(facts: Facts, row: str, today: date) -> Words:
    points = ngettext("%(points)d point left", "%(points)d points left", facts["points"]) % facts
    return Words(gettext("Points below %(level)s") % facts, (points,), gettext("Level kept"), "care")
