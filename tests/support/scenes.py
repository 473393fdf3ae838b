"""Questions as the stories of support need them."""

import uuid
from datetime import datetime

from accounts.models import Company, User
from support.helpdesk import actions
from support.helpdesk.actions import Topic, Words
from support.helpdesk.models import Ticket


def words(text: str = "Where is it?") -> Words:
    return Words(text, uuid.uuid4())


def ask(
    company: Company, by: User, *, at: datetime, words: Words | None = None, subject: str = "Card"
) -> Ticket:
    """Have somebody ask about their membership."""
    said = words or Words("Where is it?", uuid.uuid4())
    topic = Topic(Ticket.Kind.MEMBERSHIP, subject)
    return actions.ask(company=company, by=by, topic=topic, words=said, at=at)


def newest(ticket: Ticket) -> int:
    """What somebody has seen who has read everything."""
    return ticket.events.latest("pk").pk
