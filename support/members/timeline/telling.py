"""A line of the timeline, from the row of a source to words in the reader's language."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from support.members.timeline.kinds import Kind
from support.members.timeline.sources import SOURCES
from support.members.timeline.words import Row, Words


@dataclass(frozen=True)
class Event:
    """One line of the timeline; what the reader may do about it is put in later."""

    source: str
    row: Row
    words: Words
    acts: list[Any] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        return self.source, self.row.pk

    @property
    def kind(self) -> Kind:
        return SOURCES[self.source].kind

    @property
    def at(self) -> datetime:
        return self.row.at

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def details(self) -> list[str]:
        return [str(detail) for detail in self.words.details if detail]

    @property
    def by(self) -> str:
        return self.row.facts.get("by") or ""


def tell(source: str, row: Row) -> Event:
    return Event(source, row, SOURCES[source].tell(row))
