"""Questions of customers under many hands: one answer, one question, no word lost."""

import uuid
from datetime import datetime

import pytest
from post_office.models import Email

from accounts.models import User
from support.helpdesk import actions
from support.helpdesk.actions import Topic, Words
from support.helpdesk.models import Ticket, TicketEvent
from tests.races.crew import Crew, crew, refusals
from tests.support.scenes import ask, newest, words

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ROUNDS = 5


def test_agents_who_answer_at_once_give_one_answer(anna: User, vera: User, at: datetime) -> None:
    with crew() as agents:
        for _round in range(ROUNDS):
            _answer_at_once(agents, ask(anna.role.company, anna, at=at), vera, at)


def _answer_at_once(agents: Crew, ticket: Ticket, vera: User, at: datetime) -> None:
    """Sixteen windows, each with words of its own."""
    seen = newest(ticket)

    def answer() -> TicketEvent:
        return actions.answer(ticket=ticket, by=vera, words=words("On Monday."), seen=seen, at=at)

    answers = agents.at_once(answer)
    assert refusals(answers) == ["StaleDecision"] * 15
    assert ticket.events.filter(act="answered").count() == 1
    assert Email.objects.filter(subject__contains=f"Our answer to {ticket.number}").count() == 1


def test_a_form_pressed_in_sixteen_windows_asks_once(anna: User, at: datetime) -> None:
    with crew() as windows:
        for _round in range(ROUNDS):
            form, topic = Words("Where is it?", uuid.uuid4()), Topic(Ticket.Kind.OTHER, "Pressed")

            def send(form: Words = form, topic: Topic = topic) -> Ticket:
                return actions.ask(company=anna.role.company, by=anna, topic=topic, words=form, at=at)

            assert len({ticket.pk for ticket in windows.at_once(send)}) == 1
    assert Ticket.objects.count() == ROUNDS


def test_a_reply_and_a_close_at_once_lose_no_word(anna: User, vera: User, at: datetime) -> None:
    """Either the close came first and the reply opened the question again, or it came too late."""
    with crew() as hands:
        for _round in range(ROUNDS):
            ticket = ask(anna.role.company, anna, at=at)
            seen = newest(ticket)

            def reply(ticket: Ticket = ticket) -> Ticket:
                return actions.reply(ticket=ticket, by=anna, words=words("Wait"), at=at)

            def close(ticket: Ticket = ticket, seen: int = seen) -> None:
                actions.close_ticket(ticket=ticket, by=vera, seen=seen, at=at)

            hands.at_once(reply, close)
            ticket.refresh_from_db()
            assert ticket.is_open
            assert ticket.events.filter(act="written").count() == 9
