"""Everything that happened to a member, in one list: gathered by one query, told in the reader's language."""

from support.timeline.choice import Choice, ChoiceForm
from support.timeline.gathering import Page, gather
from support.timeline.kinds import Kind
from support.timeline.telling import Event

__all__ = ["Choice", "ChoiceForm", "Event", "Kind", "Page", "gather"]
