"""What a look-up says of memberships: a few facts of at most twenty companies, by prepared SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from subscriptions.latest_terms import last_terms
from subscriptions.models import Term
from support.lookup.prepared import Prepared


class Line(NamedTuple):
    """What a list says of a membership today: of many companies the same."""

    level: str
    until: date
    is_running: bool
    is_suspended: bool


@dataclass(frozen=True)
class Listed:
    """A company's membership in a list."""

    number: str
    line: Line


def listed(companies: Sequence[int], *, on: date) -> dict[int, Listed]:
    """Read what a list of at most twenty companies says of their memberships."""
    filled = [*companies, *[0] * (MOST - len(companies))]
    return {
        company: Listed(number, _line(facts, on)) for company, number, *facts in LAST_TERMS.rows(on, *filled)
    }


def _line(facts: Sequence[Any], on: date) -> Line:
    level, starts_on, ends_on, suspended_since = facts
    term = Term(starts_on=starts_on, ends_on=ends_on)
    is_running = term.is_running(on=on)
    return Line(level, term.expires_on, is_running, is_running and suspended_since is not None)


def _columns(on: date, *companies: int) -> QuerySet[Term, Any]:
    facts = (
        "subscription__company",
        "subscription__number",
        "level__name",
        "starts_on",
        "ends_on",
        "suspended_since",
    )
    return last_terms(on, *companies).values_list(*facts)


MOST = 20
LAST_TERMS = Prepared(_columns, date.min, *range(-1, -1 - MOST, -1))
