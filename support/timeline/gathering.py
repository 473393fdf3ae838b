from dataclasses import dataclass
from datetime import date

from accounts.models import Company, User
from support.timeline.kinds import Kind
from support.timeline.sources import SOURCES
from support.timeline.telling import Event, tell

ROWS = 40


@dataclass(frozen=True)
class Page:
    """Some of a member's events, newest first, and where the older ones are."""

    events: list[Event]
    kinds: list[Kind]
    kind: Kind | None
    older: int | None
    newer: int | None


def gather(*, company: Company, reader: User, kind: str, page: int, today: date) -> Page:
    """Gather a page of the timeline; what the reader has no right to see is not on it."""
    allowed = [source for source in SOURCES if reader.has_perm(source.permission)]
    kinds = [one for one in Kind if any(source.kind is one for source in allowed)]
    chosen = Kind(kind) if kind in kinds else None
    wanted = [source for source in allowed if chosen in (None, source.kind)]
    if not wanted:
        return Page([], kinds, chosen, None, None)
    first, *others = [source.columns(company) for source in wanted]
    start = (page - 1) * ROWS
    rows = first.union(*others, all=True).order_by("-happened_at", "event", "-row")[start : start + ROWS + 1]
    kind_of = {source.event: source.kind for source in wanted}
    events = [
        tell(event=event, kind=kind_of[event], at=at, row=row, facts=told, today=today)
        for event, at, row, told in rows
    ]
    older = page + 1 if len(events) > ROWS else None
    return Page(events[:ROWS], kinds, chosen, older, page - 1 if page > 1 else None)
