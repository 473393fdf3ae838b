"""Everything that happened to a member, in one list: gathered by one query, told in the reader's language."""

from support.members.timeline.choice import Choice, ChoiceForm
from support.members.timeline.gathering import Page, gather
from support.members.timeline.kinds import Kind
from support.members.timeline.telling import Event
