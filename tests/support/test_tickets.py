"""Questions of customers: asked, answered, gone on with, closed."""

import uuid
from datetime import datetime

import pytest

from accounts.models import Company, User
from support import actions
from support.actions import Topic, Words
from support.models import Ticket

pytestmark = pytest.mark.django_db
Kind, Status = Ticket.Kind, Ticket.Status


def words(text: str = "Where is my card?") -> Words:
    return Words(text, uuid.uuid4())


@pytest.fixture
def ticket(company: Company, anna: User, at: datetime) -> Ticket:
    """Anna's question, not answered yet."""
    topic = Topic(Kind.MEMBERSHIP, "Card")
    return actions.ask(company=company, by=anna, topic=topic, words=words(), at=at)


def newest(ticket: Ticket) -> int:
    return ticket.events.latest("pk").pk


def test_asked(ticket: Ticket, anna: User) -> None:
    assert ticket.is_open
