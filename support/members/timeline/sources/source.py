"""A source of the timeline: a query of four columns, so that one UNION holds them all, and how its rows are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.text_folding import folded
from support.members.timeline.choice import Choice
from support.members.timeline.kinds import Kind
from support.members.timeline.words import Row, Words

Rows = QuerySet[Any, Any]
Teller = Callable[[Row], Words]
SOURCES: dict[str, "Source"] = {}


class Said(Func):
    """The texts and numbers among the facts, without their names and without accents."""

    template = """unaccent(jsonb_path_query_array(
        %(expressions)s, 'strict $.** ? (@.type() == "string" || @.type() == "number")')::text)"""
    output_field = TextField()


@dataclass(frozen=True)
class Source:
    """One sort of event: its filter, the right that it takes to read it, its rows, and the words for one of them."""

    event: str
    kind: Kind
    right: str
    rows: Rows
    of: str | Callable[[Company], Q]
    at: Any
    facts: dict[str, Any]
    tell: Teller

    def columns(self, company: Company, choice: Choice) -> Rows:
        """Ask for what happened to a company, narrowed to a period and a text."""
        mine = Q(**{self.of: company}) if isinstance(self.of, str) else self.of(company)
        told = (
            self.rows.filter(mine)
            .order_by()
            .annotate(
                event=Value(self.event, CharField()),
                happened_at=F(self.at) if isinstance(self.at, str) else self.at,
                row=Cast("pk", CharField()),
                told=JSONObject(**self.facts),
            )
        )
        return _narrowed(told, choice).values_list("event", "happened_at", "row", "told")


def _narrowed(rows: Rows, choice: Choice) -> Rows:
    if choice.since:
        rows = rows.filter(happened_at__gte=clock.begins(choice.since))
    if choice.until:
        rows = rows.filter(happened_at__lt=clock.end_of(choice.until))
    if choice.text:
        rows = rows.alias(said=Said(F("told"))).filter(said__icontains=folded(choice.text))
    return rows


def source(
    kind: Kind, right: str, /, *, rows: Rows, of: str | Callable[[Company], Q], at: Any, **facts: Any
) -> Callable[[Teller], Teller]:
    """Enter a sort of event into the table of sources: the query stands here, the words in the function below it."""

    def enter(tell: Teller) -> Teller:
        SOURCES[tell.__name__] = Source(tell.__name__, kind, right, rows, of, at, facts, tell)
        return tell

    return enter
