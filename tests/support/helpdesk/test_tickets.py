"""Questions of customers: asked, answered, gone on with, closed, and in the end forgotten."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from post_office.models import Email

from accounts.models import Company, Role, User
from accounts.uploads import Upload
from cps_portal.lib.errors import DomainError, StaleDecision
from support.helpdesk import actions
from support.helpdesk.actions import SentAlready, Topic, Words
from support.helpdesk.models import Ticket, TicketEvent, TicketFile
from tests.factories import RoleFactory, UserFactory
from tests.support.scenes import ask, newest, words

pytestmark = pytest.mark.django_db
Status, Act = Ticket.Status, TicketEvent.Act
PICTURE = Upload("lens.jpg", "image/jpeg", b"not looked at here", sha256="a" * 64)


@pytest.fixture
def ticket(company: Company, anna: User, at: datetime) -> Ticket:
    """Anna's question about her card, not answered yet."""
    return ask(company, anna, at=at)


@pytest.fixture
def karlis(company: Company) -> User:
    user = UserFactory.create(name="Kārlis Kolēģis", email="karlis@studio.example")
    RoleFactory.create(user=user, company=company, kind=Role.Kind.COLLEAGUE)
    return user


def answered(ticket: Ticket, agent: User, at: datetime, text: str = "It comes on Monday.") -> TicketEvent:
    return actions.answer(ticket=ticket, by=agent, words=words(text), seen=newest(ticket), at=at)


def closed(ticket: Ticket, by: User, at: datetime) -> None:
    actions.close_ticket(ticket=ticket, by=by, seen=newest(ticket), at=at)


def mails_to(person: User) -> list[str]:
    return [mail.subject for mail in Email.objects.filter(to=person.email).order_by("pk")]


# --- moves -----------------------------------------------------------------------------------------


def test_anna_asks_and_is_told_the_number(ticket: Ticket, anna: User, at: datetime) -> None:
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, at)
    assert mails_to(anna) == [f"We have your question {ticket.number}: Card"]


def test_the_answer_goes_to_anna_with_its_text_and_the_way_back(
    ticket: Ticket, agent: User, anna: User, at: datetime
) -> None:
    answered(ticket, agent, at)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since, ticket.assigned_to) == (Status.ANSWERED, None, agent)
    mail = Email.objects.filter(to=anna.email).latest("pk")
    assert "It comes on Monday." in mail.message
    assert f"/support/questions/{ticket.pk}/" in mail.message
    assert "Sanita Ozola" in mail.message


def test_a_reply_waits_for_us_again_with_the_same_agent(
    ticket: Ticket, agent: User, anna: User, at: datetime
) -> None:
    answered(ticket, agent, at)
    later = at + timedelta(hours=3)
    actions.reply(ticket=ticket, by=anna, words=words("It did not come."), at=later)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since, ticket.assigned_to) == (Status.OPEN, later, agent)


def test_more_words_before_an_answer_do_not_lose_the_place_in_the_queue(
    ticket: Ticket, anna: User, at: datetime
) -> None:
    actions.reply(ticket=ticket, by=anna, words=words("Please."), at=at + timedelta(days=1))
    ticket.refresh_from_db()
    assert ticket.waiting_since == at


def test_whoever_wrote_reads_the_answer_and_once_all_have_left_the_owner(
    ticket: Ticket, karlis: User, anna: User, agent: User, at: datetime
) -> None:
    asked = ask(ticket.company, karlis, at=at)
    answered(asked, agent, at)
    assert len(mails_to(karlis)) == 2
    assert len(mails_to(anna)) == 1
    karlis.role.delete()
    answered(asked, agent, at)
    assert len(mails_to(karlis)) == 2
    assert mails_to(anna)[-1] == f"Our answer to {asked.number}: Card"


@pytest.mark.parametrize("days", [0, 30])
def test_a_reply_soon_after_the_end_opens_the_question_again(
    ticket: Ticket, anna: User, at: datetime, days: int
) -> None:
    closed(ticket, anna, at)
    again = actions.reply(ticket=ticket, by=anna, words=words("One more thing"), at=at + timedelta(days=days))
    assert again == ticket
    assert (again.status, again.closed_at) == (Status.OPEN, None)


def test_a_reply_long_after_the_end_begins_a_new_question_that_names_the_old_one(
    ticket: Ticket, anna: User, at: datetime
) -> None:
    closed(ticket, anna, at)
    new = actions.reply(ticket=ticket, by=anna, words=words("Hello again"), at=at + timedelta(days=31))
    assert new.earlier == ticket
    assert (new.subject, new.kind, new.status) == (ticket.subject, ticket.kind, Status.OPEN)
    assert mails_to(anna)[-1] == f"We have your question {new.number}: Card"


def test_an_answer_after_the_end_is_read_too(ticket: Ticket, agent: User, at: datetime) -> None:
    closed(ticket, agent, at)
    answered(ticket, agent, at)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == (Status.ANSWERED, None)


def test_a_question_is_not_closed_over_words_that_nobody_has_read(
    ticket: Ticket, agent: User, anna: User, at: datetime
) -> None:
    seen = newest(ticket)
    actions.reply(ticket=ticket, by=anna, words=words("Wait!"), at=at)
    with pytest.raises(StaleDecision, match="Anna Bērziņa"):
        actions.close_ticket(ticket=ticket, by=agent, seen=seen, at=at)


def test_what_nobody_speaks_of_closes_itself(ticket: Ticket, agent: User, anna: User, at: datetime) -> None:
    spoken_of = ask(ticket.company, anna, at=at)
    answered(ticket, agent, at)
    assert actions.close_silent(at=at + timedelta(days=30)) == 0
    assert actions.close_silent(at=at + timedelta(days=31)) == 1
    ticket.refresh_from_db()
    spoken_of.refresh_from_db()
    assert (ticket.status, spoken_of.status) == (Status.CLOSED, Status.OPEN)
    assert ticket.events.latest("pk").by is None


def test_taken_on_handed_on_and_given_back(ticket: Ticket, agent: User, vera: User, at: datetime) -> None:
    for person in (agent, agent, vera):
        actions.take(ticket=ticket, by=person, at=at)
    ticket.refresh_from_db()
    assert ticket.assigned_to == vera
    actions.release_ticket(ticket=ticket, by=vera, at=at)
    assert list(ticket.events.values_list("act", flat=True)) == [
        Act.WRITTEN,
        Act.TAKEN,
        Act.TAKEN,
        Act.RELEASED,
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["reply", "answer", "close", "wait"]), st.integers(0, 40)), max_size=8
    )
)
def test_the_state_is_what_the_thread_says(
    company: Company, anna: User, agent: User, at: datetime, acts: list[tuple[str, int]]
) -> None:
    """Whatever people do and however long they wait: who spoke last, and since when nobody has answered."""
    ticket = ask(company, anna, at=at)
    for act, days in acts:
        at += timedelta(days=days)
        if act == "reply":
            ticket = actions.reply(ticket=ticket, by=anna, words=words("And?"), at=at)
        elif act == "answer":
            answered(ticket, agent, at)
        elif act == "close":
            closed(ticket, anna, at)
        else:
            actions.close_silent(at=at)
        ticket.refresh_from_db()
        last = ticket.events.latest("pk")
        assert ticket.status == {"written": "open"}.get(last.act, last.act)
        ours = ticket.events.exclude(act=Act.WRITTEN).order_by("-pk").values_list("pk", flat=True).first()
        unanswered = ticket.events.filter(pk__gt=ours or 0, act=Act.WRITTEN).order_by("pk").first()
        assert ticket.waiting_since == (unanswered.at if unanswered else None)


# --- twice and at once -----------------------------------------------------------------------------


def test_pressed_twice_asks_replies_and_answers_once(
    ticket: Ticket, anna: User, agent: User, at: datetime
) -> None:
    question, reply, answer = words("Again?"), words("More"), words("Once")
    who: dict[str, Any] = {"by": anna, "at": at}
    topic = Topic(Ticket.Kind.OTHER, "Twice")
    asked = [actions.ask(company=ticket.company, topic=topic, words=question, **who) for _ in range(2)]
    assert asked[0] == asked[1]
    for _twice in range(2):
        actions.reply(ticket=ticket, words=reply, **who)
    seen = newest(ticket)
    for _twice in range(2):
        actions.answer(ticket=ticket, by=agent, words=answer, seen=seen, at=at)
    assert [event.text for event in ticket.events.order_by("pk")] == ["Where is it?", "More", "Once"]
    assert sum("Our answer" in subject for subject in mails_to(anna)) == 1


def test_a_form_sent_again_with_other_words_loses_none_of_them(
    ticket: Ticket, anna: User, at: datetime
) -> None:
    first = words("Short")
    actions.reply(ticket=ticket, by=anna, words=first, at=at)
    with pytest.raises(SentAlready, match=ticket.number):
        actions.reply(ticket=ticket, by=anna, words=Words("Long and careful", first.key), at=at)


def test_a_stale_answer_is_refused_and_says_what_came_in_between(
    ticket: Ticket, agent: User, vera: User, at: datetime
) -> None:
    seen = newest(ticket)
    answered(ticket, vera, at)
    with pytest.raises(StaleDecision, match="answered by Vera Verifier"):
        actions.answer(ticket=ticket, by=agent, words=words("Me too"), seen=seen, at=at)


def test_who_takes_a_question_on_makes_no_answer_stale(
    ticket: Ticket, agent: User, vera: User, at: datetime
) -> None:
    seen = newest(ticket)
    actions.take(ticket=ticket, by=vera, at=at)
    actions.answer(ticket=ticket, by=agent, words=words("Here"), seen=seen, at=at)
    ticket.refresh_from_db()
    assert ticket.assigned_to == vera


# --- files -----------------------------------------------------------------------------------------


def with_picture(company: Company, anna: User, at: datetime) -> tuple[Ticket, TicketFile]:
    key = uuid.uuid4()
    kept = actions.keep_files(uploads=[PICTURE], key=key, by=anna, at=at)
    asked = ask(company, anna, at=at, words=Words("See the picture", key, [file.pk for file in kept]))
    return asked, kept[0]


def test_a_file_that_is_kept_twice_is_one_and_goes_with_the_words(
    company: Company, anna: User, at: datetime
) -> None:
    key = uuid.uuid4()
    for _twice in range(2):
        kept = actions.keep_files(uploads=[PICTURE], key=key, by=anna, at=at)
    asked = ask(company, anna, at=at, words=Words("See", key, [kept[0].pk]))
    assert TicketFile.objects.get().event == asked.events.get()


def test_nobody_sends_anothers_file(company: Company, anna: User, karlis: User, at: datetime) -> None:
    key = uuid.uuid4()
    [kept] = actions.keep_files(uploads=[PICTURE], key=key, by=karlis, at=at)
    ask(company, anna, at=at, words=Words("Mine?", key, [kept.pk]))
    kept.refresh_from_db()
    assert kept.event is None


def test_files_go_90_days_after_the_end_and_their_digests_stay(
    company: Company, anna: User, at: datetime
) -> None:
    asked, kept = with_picture(company, anna, at)
    closed(asked, anna, at)
    assert actions.delete_outlived_files(at=at + timedelta(days=90)) == 0
    assert actions.delete_outlived_files(at=at + timedelta(days=91)) == 1
    kept.refresh_from_db()
    assert (kept.file.name, kept.sha256, kept.deleted_at) == ("", "a" * 64, at + timedelta(days=91))
    assert actions.delete_outlived_files(at=at + timedelta(days=92)) == 0


def test_a_file_that_was_never_sent_goes_after_a_day(anna: User, at: datetime) -> None:
    actions.keep_files(uploads=[PICTURE], key=uuid.uuid4(), by=anna, at=at)
    assert actions.delete_outlived_files(at=at + timedelta(hours=23)) == 0
    assert actions.delete_outlived_files(at=at + timedelta(hours=25)) == 1


def test_nobody_fills_the_disk_without_sending(anna: User, at: datetime) -> None:
    def kept(place: int) -> None:
        upload = Upload("x.jpg", "image/jpeg", b"x", sha256=f"{place:064}")
        actions.keep_files(uploads=[upload], key=uuid.uuid4(), by=anna, at=at)

    for place in range(20):
        kept(place)
    with pytest.raises(DomainError, match="without sending"):
        kept(20)


def test_an_erased_person_is_in_no_question_any_more(
    company: Company, anna: User, karlis: User, agent: User, at: datetime
) -> None:
    asked, kept = with_picture(company, karlis, at)
    answered(asked, agent, at, "Dear Kārlis")
    hers = ask(company, anna, at=at)
    actions.reply(ticket=hers, by=karlis, words=words("Kārlis here"), at=at)
    path = kept.file.name
    actions.purge_tickets_of(user=karlis, at=at)
    kept.refresh_from_db()
    asked.refresh_from_db()
    assert (kept.name, kept.file.name, asked.subject, asked.status) == ("", "", "", Status.CLOSED)
    assert not kept.file.storage.exists(str(path))
    assert [event.text for event in TicketEvent.objects.order_by("pk")] == ["", "", "Where is it?", ""]
    hers.refresh_from_db()
    assert hers.status == Status.OPEN


def test_an_erased_company_takes_its_questions_along(
    company: Company, anna: User, stranger: User, at: datetime
) -> None:
    asked, kept = with_picture(company, anna, at)
    others = ask(stranger.role.company, stranger, at=at)
    actions.purge_tickets_of_company(company=company, at=at)
    asked.refresh_from_db()
    kept.refresh_from_db()
    assert (asked.events.get().text, asked.subject, kept.name) == ("", "", "")
    assert others.events.get().text == "Where is it?"
