"""What support says of memberships, for many companies at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from cps_portal.lib.prepared import Prepared
from subscriptions.models import Term
from subscriptions.models.memberships import TermQuerySet


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


@dataclass(frozen=True)
class Membership:
    """A company's running term, or its last one, as it stands on a day."""

    term: Term
    on: date

    @property
    def is_running(self) -> bool:
        return self.term.is_running(on=self.on)

    @property
    def is_suspended(self) -> bool:
        """Whether it runs, but its benefits are held back until an invoice is paid."""
        return self.is_running and getattr(self.term, "suspended_since", None) is not None

    @property
    def number(self) -> str:
        return self.term.subscription.number_id

    @property
    def level(self) -> str:
        return self.term.level.name

    @property
    def until(self) -> date:
        return self.term.expires_on


def memberships(companies: Iterable[int], *, on: date) -> dict[int, Membership]:
    """Read the memberships of those companies that are or were members, in one query."""
    terms = _last_terms(on, *companies).select_related("level", "subscription")
    return {term.subscription.company_id: Membership(term, on) for term in terms}


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


def _last_terms(on: date, *companies: int) -> TermQuerySet:
    terms = Term.objects.begun(on=on).with_suspension().filter(subscription__company__in=companies)
    return terms.order_by("subscription_id", "-starts_on", "-pk").distinct("subscription_id")


def _columns(on: date, *companies: int) -> QuerySet[Term, Any]:
    facts = (
        "subscription__company",
        "subscription__number",
        "level__name",
        "starts_on",
        "ends_on",
        "suspended_since",
    )
    return _last_terms(on, *companies).values_list(*facts)


MOST = 20
LAST_TERMS = Prepared(_columns, date.min, *range(-1, -1 - MOST, -1))
