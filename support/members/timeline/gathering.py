from dataclasses import dataclass
from datetime import date

from accounts.models import Company, User
from support.members.timeline.choice import Choice
from support.members.timeline.kinds import Kind
from support.members.timeline.sources import SOURCES
from support.members.timeline.telling import Event, tell
from support.members.timeline.words import Row

ROWS = 40


@dataclass(frozen=True)
class Page:
    """Some of a member's events, newest first, and where the older ones are."""

    events: list[Event]
    kinds: list[Kind]
    choice: Choice
    older: int | None
    newer: int | None


def gather(*, company: Company, reader: User, choice: Choice, today: date) -> Page:
    """Gather a page of the timeline; what the reader has no right to see is not on it."""
    allowed = [source for source in SOURCES.values() if reader.has_perm(source.right)]
    kinds = [one for one in Kind if any(source.kind is one for source in allowed)]
    wanted = [source for source in allowed if choice.kind in (None, source.kind)]
    if not wanted:
        return Page([], kinds, choice, None, None)
    first, *others = [source.columns(company, choice) for source in wanted]
    start = (choice.page - 1) * ROWS
    rows = first.union(*others, all=True).order_by("-happened_at", "event", "-row")[start : start + ROWS + 1]
    events = [tell(event, Row(row, at, told, company.pk, today)) for event, at, row, told in rows]
    older = choice.page + 1 if len(events) > ROWS else None
    return Page(events[:ROWS], kinds, choice, older, choice.page - 1 if choice.page > 1 else None)
