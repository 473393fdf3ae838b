"""The membership of many companies at once: the running term of each, or its last one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from subscriptions.models import Term
from subscriptions.models.memberships import TermQuerySet


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
    terms = last_terms(on, *companies).select_related("level", "subscription")
    return {term.subscription.company_id: Membership(term, on) for term in terms}


def last_terms(on: date, *companies: int) -> TermQuerySet:
    terms = Term.objects.begun(on=on).with_suspension().filter(subscription__company__in=companies)
    return terms.order_by("subscription_id", "-starts_on", "-pk").distinct("subscription_id")
