"""What happened to a company, in one list: sources that one UNION holds, and sentences in the reader's language.

An app declares its sources in `timeline.py`; the member page lists the modules and gathers them.

    @source(Kind.POINTS, "points.view_entry", rows=Entry.objects.all(), of="company", at="recorded_at",
            amount="amount", by="by__name")
    def points(row: Row) -> Sentence:
        return Sentence(gettext("%(amount)+d points") % row.facts)

    SOURCES = sources_of(accounts.timeline, points.timeline)  # on the member page
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any, Protocol

from django.db.models import CharField, F, Func, Q, QuerySet, TextChoices, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cps_portal.lib import clock, money
from cps_portal.lib.text_folding import folded

Rows = QuerySet[Any, Any]
Facts = dict[str, Any]


class Kind(TextChoices):
    """What the timeline can be narrowed to."""

    ACCOUNT = "account", _("Account")
    GEAR = "gear", _("Gear")
    POINTS = "points", _("Points")
    MEMBERSHIP = "membership", _("Membership")
    MONEY = "money", _("Invoices and cards")
    QUESTIONS = "questions", _("Questions")
    MAIL = "mail", _("Mails")
    STAFF = "staff", _("Notes and looks")

    @property
    def icon(self) -> str:
        return ICONS[self]


ICONS = {
    Kind.ACCOUNT: "domain",
    Kind.GEAR: "photo_camera",
    Kind.POINTS: "add_circle",
    Kind.MEMBERSHIP: "card_membership",
    Kind.MONEY: "receipt_long",
    Kind.QUESTIONS: "contact_support",
    Kind.MAIL: "mail",
    Kind.STAFF: "sticky_note_2",
}


class Narrowing(Protocol):
    """A period whose days are both included, and a text that stands among the facts."""

    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def text(self) -> str: ...


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
        return display_day(parse_date((self[name] or "")[:10]))

    def amount(self, name: str = "amount_cents") -> str:
        return money.spoken(self[name], self["currency"])


@dataclass(frozen=True)
class Sentence:
    """What a line of the timeline says, and its state as a word."""

    title: str
    details: tuple[Any, ...] = ()
    status: Any = ""
    status_kind: str = "quiet"
    href: str = ""


def display_day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def note_line(note: str) -> str:
    """Return the line of a note that was made for colleagues; empty where there is none."""
    return gettext("Note: %(note)s") % {"note": note} if note else ""


@dataclass(frozen=True)
class Source:
    """One sort of event: its filter, the right that it takes to read it, its rows, and the sentence for one of them."""

    event: str
    kind: Kind
    right: str
    rows: Rows
    of: str | Callable[[Any], Q]
    at: Any
    facts: Facts
    tell: Callable[[Row], Sentence]

    def columns(self, company: Any, narrowing: Narrowing) -> Rows:
        """Ask for what happened to a company, in the four columns that every source has."""
        mine = Q(**{self.of: company}) if isinstance(self.of, str) else self.of(company)
        rows: Rows = (
            self.rows.filter(mine)
            .order_by()
            .annotate(
                event=Value(self.event, CharField()),
                happened_at=F(self.at) if isinstance(self.at, str) else self.at,
                row=Cast("pk", CharField()),
                told=JSONObject(**self.facts),
            )
        )
        if narrowing.since:
            rows = rows.filter(happened_at__gte=clock.begins(narrowing.since))
        if narrowing.until:
            rows = rows.filter(happened_at__lt=clock.end_of(narrowing.until))
        if narrowing.text:
            rows = rows.alias(searched=TextOfFacts(F("told"))).filter(
                searched__icontains=folded(narrowing.text)
            )
        return rows.values_list("event", "happened_at", "row", "told")


class TextOfFacts(Func):
    """The texts and numbers among the facts, without their names and without accents."""

    template = """unaccent(jsonb_path_query_array(
        %(expressions)s, 'strict $.** ? (@.type() == "string" || @.type() == "number")')::text)"""
    output_field = TextField()


def source(
    kind: Kind, right: str, /, *, rows: Rows, of: str | Callable[[Any], Q], at: Any, **facts: Any
) -> Callable[[Callable[[Row], Sentence]], Source]:
    """Make a source of the function below, which tells one of its rows; its event is the function's name."""
    return lambda tell: Source(tell.__name__, kind, right, rows, of, at, facts, tell)


def sources_of(*modules: ModuleType) -> dict[str, Source]:
    """Return the sources that stand in modules, by their events, or raise ValueError where two have the same one."""
    found = [one for module in modules for one in vars(module).values() if isinstance(one, Source)]
    by_event = {one.event: one for one in found}
    if len(by_event) < len(found):
        raise ValueError(f"two sources have the same event: {sorted(one.event for one in found)}")
    return by_event
