from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext

from cps_portal.lib import money

Facts = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A row of a source: its facts by name, and what is to be known besides to tell it."""

    pk: str
    at: datetime
    facts: Facts
    company: int
    today: date

    def __getitem__(self, name: str) -> Any:
        return self.facts[name]

    def is_before_today(self, name: str) -> bool:
        """Return whether the day of that name is past."""
        return bool(self[name] < self.today.isoformat())

    def day(self, name: str) -> str:
        return spoken(parse_date((self[name] or "")[:10]))

    def amount(self, name: str = "amount_cents") -> str:
        return money.spoken(self[name], self["currency"])


@dataclass(frozen=True)
class Words:
    """What a line of the timeline says, and its state as a word."""

    title: str
    details: tuple[Any, ...] = ()
    status: Any = ""
    status_kind: str = "quiet"
    href: str = ""


def spoken(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def noted(note: str) -> str:
    """The line of a note that was made for colleagues; empty where there is none."""
    return gettext("Note: %(note)s") % {"note": note} if note else ""
