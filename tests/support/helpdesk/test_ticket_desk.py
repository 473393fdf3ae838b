"""The staff's pages about customers' questions."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries as Budget
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Company, User
from subscriptions.models import Term
from support.audit.models import AuditEntry
from support.helpdesk import actions
from support.helpdesk.models import Faq, Ticket, TicketEvent
from support.helpdesk.templatetags.waiting import age
from tests.accounts import papers
from tests.conftest import at_work
from tests.factories import InvoiceFactory
from tests.support.conftest import with_role
from tests.support.scenes import ask, newest, words

pytestmark = pytest.mark.django_db
QUEUE = "/admin/helpdesk/ticket/"


@pytest.fixture
def ticket(company: Company, anna: User, silver: Term, at: datetime) -> Ticket:
    return ask(company, anna, at=at)


def door(ticket: Ticket, name: str = "thread") -> str:
    return reverse(f"admin:helpdesk_ticket_{name}", args=[ticket.pk])


def answer(ticket: Ticket, text: str = "On Monday.", **more: Any) -> dict[str, Any]:
    return {"text": text, "seen": newest(ticket), "key": str(uuid.uuid4()), **more}


def as_role(role: str) -> Client:
    return at_work(with_role(role, email=f"{role.split()[0].lower()}@canon.example"))


def test_the_longest_waiting_stands_first(
    as_agent: Client, company: Company, anna: User, at: datetime
) -> None:
    new = ask(company, anna, at=at, subject="Newer")
    old = ask(company, anna, at=at - timedelta(days=3), subject="Older")
    page = as_agent.get(QUEUE).content.decode()
    assert page.index(old.number) < page.index(new.number)


@pytest.mark.parametrize(
    ("gone", "words_"),
    [
        (timedelta(minutes=1), "1 minūte"),
        (timedelta(minutes=40), "40 minūtes"),
        (timedelta(hours=21), "21 stunda"),
        (timedelta(days=3), "3 dienas"),
    ],
)
def test_how_long_somebody_waits_is_said_in_latvian(gone: timedelta, words_: str, at: datetime) -> None:
    with translation.override("lv"):
        assert age(at, at + gone) == words_


def test_the_queue_is_narrowed_to_mine_and_to_nobodys(
    as_agent: Client, agent: User, ticket: Ticket, anna: User, at: datetime
) -> None:
    mine = ask(ticket.company, anna, at=at, subject="Mine")
    actions.take(ticket=mine, by=agent, at=at)
    for view, shown, hidden in (("mine", mine, ticket), ("unassigned", ticket, mine)):
        page = as_agent.get(QUEUE, {"view": view})
        assertContains(page, shown.number)
        assertNotContains(page, hidden.number)
    actions.close_ticket(ticket=mine, by=agent, seen=newest(mine), at=at)
    assertContains(as_agent.get(QUEUE, {"view": "closed"}), mine.number)
    assertContains(as_agent.get(QUEUE, {"view": "nonsense", "page": "x"}), ticket.number)


def test_one_page_tells_who_asks_what_they_are_and_what_it_is_about(
    as_agent: Client, company: Company, anna: User, silver: Term, at: datetime
) -> None:
    invoice = InvoiceFactory.create(company=company, number="2026-000042")
    topic = actions.Topic(Ticket.Kind.MONEY, "Wrong amount", "invoice:2026-000042")
    asked = actions.ask(company=company, by=anna, topic=topic, words=words(), at=at)
    page = as_agent.get(door(asked))
    for fact in ("Where is it?", "Anna Bērziņa", "151\u00a0335\u00a0488", "CPS Silver", "Wrong amount"):
        assertContains(page, fact)
    assertContains(page, reverse("members:member", args=[company.pk]))
    assertContains(page, reverse("admin:billing_invoice_change", args=[invoice.pk]))


def test_the_agent_answers(as_agent: Client, agent: User, ticket: Ticket) -> None:
    assertContains(
        as_agent.post(door(ticket, "answer"), answer(ticket), follow=True), "Sent to the customer."
    )
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assigned_to) == ("answered", agent)


def test_an_answer_that_comes_too_late_keeps_its_words_and_goes_the_second_time(
    as_agent: Client, ticket: Ticket, vera: User, at: datetime
) -> None:
    form = answer(ticket, "Mine came later.")
    actions.answer(ticket=ticket, by=vera, words=words("Vera was first."), seen=newest(ticket), at=at)
    page = as_agent.post(door(ticket, "answer"), form)
    for text in (
        "Something came in between: answered by Vera Verifier",
        "Mine came later.</textarea>",
        "Vera was first.",
    ):
        assertContains(page, text)
    as_agent.post(door(ticket, "answer"), {**form, "seen": newest(ticket)})
    assert ticket.events.latest("pk").text == "Mine came later."


def test_a_note_stays_with_us(as_agent: Client, ticket: Ticket, as_anna: Client) -> None:
    as_agent.post(door(ticket, "note"), {"text": "Ask the workshop", "key": str(uuid.uuid4())})
    assertContains(as_agent.get(door(ticket)), "Ask the workshop")
    assertNotContains(as_anna.get(reverse("helpdesk:ticket", args=[ticket.pk])), "Ask the workshop")


@pytest.mark.parametrize("name", ["answer", "note"])
def test_nothing_is_sent_without_words(as_agent: Client, ticket: Ticket, name: str) -> None:
    assertContains(as_agent.post(door(ticket, name), answer(ticket, "  ")), "This field is required.")
    assert ticket.events.count() == 1


def test_a_text_of_ours_is_put_in_the_customers_language(
    as_agent: Client, ticket: Ticket, anna: User
) -> None:
    User.objects.filter(pk=anna.pk).update(language="lv")
    page = as_agent.post(door(ticket, "answer"), answer(ticket, "Labdien!", faq="blue-dot", insert="yes"))
    text = page.content.decode().split("<textarea")[1].split("</textarea>")[0]
    assert "Labdien!" in text
    assert Faq.objects.get(slug="blue-dot").answers["lv"][:30] in text
    assert "/support/?answer=blue-dot#blue-dot" in text
    assert ticket.events.count() == 1


def test_taken_on_given_back_and_closed(as_agent: Client, agent: User, ticket: Ticket) -> None:
    for name in ("take", "release", "close"):
        as_agent.post(door(ticket, name), {"seen": newest(ticket)})
    acts = ticket.events.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["written", "taken", "released", "closed"]


def test_the_next_question_is_the_longest_waiting_that_no_colleague_has(
    as_agent: Client, vera: User, ticket: Ticket, anna: User, at: datetime
) -> None:
    taken = ask(ticket.company, anna, at=at - timedelta(days=3))
    older = ask(ticket.company, anna, at=at - timedelta(days=2))
    actions.take(ticket=taken, by=vera, at=at)
    assert as_agent.get(door(ticket, "next"))["Location"] == door(older)
    assert as_agent.get(door(older, "next"))["Location"] == door(ticket)
    actions.close_ticket(ticket=older, by=vera, seen=newest(older), at=at)
    over = as_agent.get(door(ticket, "next"), follow=True)
    assertContains(over, "No other question waits for you.")


def test_every_look_leaves_a_trace(as_agent: Client, agent: User, as_anna: Client, ticket: Ticket) -> None:
    form = {"text": "See", "key": str(uuid.uuid4()), "added": papers.file(papers.picture(), "lens.jpg")}
    as_anna.post(reverse("helpdesk:ticket", args=[ticket.pk]), form)
    file = TicketEvent.objects.latest("pk").files.get()
    as_agent.get(door(ticket))
    handed = as_agent.get(reverse("admin:helpdesk_ticket_file", args=[ticket.pk, file.pk]))
    assert handed["Content-Disposition"].startswith("attachment")
    assert handed.getvalue()
    looks = AuditEntry.objects.filter(by=agent, company=ticket.company).order_by("pk")
    assert [(look.thing, look.key) for look in looks] == [("helpdesk.ticket", str(ticket.pk))] * 2
    assert looks[1].address.endswith(f"/file/{file.pk}/")


@pytest.mark.parametrize(
    ("role", "may_see", "may_answer"),
    [
        ("Support agent", True, True),
        ("Finance", True, True),
        ("Lead", True, True),
        ("Auditor", True, False),
        ("Verifier", False, False),
        ("Catalogue manager", False, False),
    ],
)
def test_who_sees_and_who_answers(ticket: Ticket, role: str, may_see: bool, may_answer: bool) -> None:
    client = as_role(role)
    assert [client.get(path).status_code for path in (QUEUE, door(ticket))] == [200 if may_see else 403] * 2
    sent = client.post(door(ticket, "answer"), answer(ticket))
    assert sent.status_code == (302 if may_answer else 403)
    if may_see:
        assert ("Send answer" in client.get(door(ticket)).content.decode()) == may_answer


def test_the_overview_counts_and_the_timeline_tells(
    as_agent: Client, agent: User, ticket: Ticket, at: datetime
) -> None:
    actions.note(ticket=ticket, by=agent, words=words("Ask the workshop"), at=at)
    assertContains(as_agent.get("/admin/"), "of them nobody’s yet")
    told = as_agent.get(reverse("members:member", args=[ticket.company_id]), {"kind": "questions"})
    for text in (
        f"Question {ticket.number}: written",
        "Card",
        "Where is it?",
        "internal note",
        "Ask the workshop",
    ):
        assertContains(told, text)
    assertContains(told, door(ticket))
    verifier = as_role("Verifier")
    assertNotContains(verifier.get("/admin/"), "Questions of customers")


def test_a_customer_on_the_phone_names_the_number(as_agent: Client, ticket: Ticket) -> None:
    found = as_agent.get(reverse("lookup:look_up"), {"q": ticket.number})
    assert found["Location"] == reverse("members:member", args=[ticket.company_id])


def test_the_desk_keeps_its_budgets(
    as_agent: Client, ticket: Ticket, anna: User, at: datetime, django_assert_max_num_queries: Budget
) -> None:
    for _time in range(8):
        ask(ticket.company, anna, at=at)
        actions.reply(ticket=ticket, by=anna, words=words(), at=at)
    for path, most in ((QUEUE, 8), (door(ticket), 14)):
        with django_assert_max_num_queries(most):
            as_agent.get(path)
