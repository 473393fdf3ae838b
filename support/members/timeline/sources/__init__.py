"""Everything that can happen to a member, by noun; a new sort of event is one function more in one of these files."""

from support.members.timeline.sources import (
    accounts,
    gear,
    mails,
    memberships,
    money,
    people,
    points,
    questions,
    staff,
)
from support.members.timeline.sources.source import SOURCES, Source
