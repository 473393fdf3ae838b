"""The pages on which customers ask, and what a company's people see of each other's questions."""

import html
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries as Budget
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from accounts.models import Company, Role, User
from subscriptions.models import Term
from support.helpdesk import actions
from support.helpdesk.models import Ticket, TicketFile
from tests.accounts import papers
from tests.accounts.hostile import HOSTILE, Hostile
from tests.factories import InvoiceFactory, RegistrationFactory, RoleFactory, UserFactory
from tests.support.scenes import ask, newest, words

pytestmark = pytest.mark.django_db
ASK = "/support/ask/"


@pytest.fixture
def ticket(company: Company, anna: User, at: datetime) -> Ticket:
    return ask(company, anna, at=at)


def typed(**more: Any) -> dict[str, Any]:
    fields = {"kind": "gear", "subject": "Lens", "text": "It came back.", "key": str(uuid.uuid4())}
    return {**fields, **more}


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_kind(company: Company, kind: Role.Kind) -> Client:
    role = RoleFactory.create(company=company, kind=kind, user=UserFactory.create(name="Kārlis Kolēģis"))
    return as_person(role.user)


def page_of(ticket: Ticket) -> str:
    return reverse("helpdesk:ticket", args=[ticket.pk])


# --- asking ----------------------------------------------------------------------------------------


def test_who_asks_is_filled_in(as_anna: Client, silver: Term) -> None:
    page = as_anna.get(ASK)
    for fact in ("Anna Bērziņa", "anna@studio.example", "SIA Bērziņa Studija", "151\u00a0335\u00a0488"):
        assertContains(page, fact)


def test_anna_asks_with_a_picture_and_a_paper(as_anna: Client, company: Company) -> None:
    files = [papers.file(papers.picture(), "lens.jpg"), papers.file(name="repair.pdf")]
    sent = as_anna.post(ASK, typed(added=files), follow=True)
    asked = Ticket.objects.get()
    assertRedirects(sent, page_of(asked))
    for words_ in ("Sent.", "It came back.", "lens.jpg", "repair.pdf", asked.number):
        assertContains(sent, words_)
    assert asked.company == company


def test_pressed_twice_is_one_question(as_anna: Client) -> None:
    form = typed()
    for _twice in range(2):
        as_anna.post(ASK, {**form, "added": papers.file(papers.picture(), "lens.jpg")})
    assert Ticket.objects.count() == TicketFile.objects.count() == 1


def test_what_was_typed_and_the_good_file_stay_when_another_is_refused(as_anna: Client) -> None:
    form = typed()
    files = [papers.file(papers.picture(), "lens.jpg"), SimpleUploadedFile("virus.exe", b"MZ")]
    page = as_anna.post(ASK, {**form, "added": files}).content.decode()
    assert "virus.exe: This is not a PDF" in page
    assert "It came back.</textarea>" in page
    kept = TicketFile.objects.get()
    assert re.search(rf'name="kept" value="{kept.pk}"[^>]* checked', page)
    as_anna.post(ASK, {**form, "kept": [kept.pk]})
    kept.refresh_from_db()
    assert kept.event is not None
    assert kept.event.ticket == Ticket.objects.get()


def test_pressed_twice_with_a_file_kept_before_is_one_question_too(as_anna: Client) -> None:
    form = typed()
    as_anna.post(ASK, {**form, "text": "", "added": papers.file(papers.picture(), "lens.jpg")})
    form |= {"kept": [TicketFile.objects.get().pk]}
    for _twice in range(2):
        assertRedirects(as_anna.post(ASK, form), page_of(Ticket.objects.get()))


def test_a_file_that_is_unticked_stays_behind(as_anna: Client) -> None:
    form = typed()
    as_anna.post(ASK, {**form, "text": "", "added": papers.file(papers.picture(), "lens.jpg")})
    as_anna.post(ASK, form)
    assert TicketFile.objects.get().event is None
    assert Ticket.objects.count() == 1


def test_six_files_are_too_many(as_anna: Client) -> None:
    files = [papers.file(papers.picture(size=(20, 20 + place)), f"{place}.jpg") for place in range(6)]
    assertContains(as_anna.post(ASK, typed(added=files)), "At most 5 files go with one message")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("hostile", [one for one in HOSTILE if one.says][::50], ids=str)
def test_hostile_files_are_refused_like_documents(as_anna: Client, hostile: Hostile) -> None:
    refused = as_anna.post(ASK, typed(added=SimpleUploadedFile("bad.pdf", hostile.made())))
    assertContains(refused, "bad.pdf: ")
    assert hostile.says in html.unescape(refused.content.decode())
    assert not Ticket.objects.exists()
    assert not TicketFile.objects.exists()


def test_without_the_scanner_nothing_gets_in(as_anna: Client, settings: Settings) -> None:
    settings.SCANNER = "tcp://127.0.0.1:9"
    assertContains(as_anna.post(ASK, typed(added=papers.file())), "was not saved")
    assert not TicketFile.objects.exists()


def test_whoever_writes_too_often_keeps_the_words(as_anna: Client) -> None:
    for _time in range(6):
        as_anna.post(ASK, typed(subject=""))
    page = as_anna.post(ASK, typed(text="Precious"))
    assertContains(page, "You have written a lot just now")
    assertContains(page, "Precious</textarea>")
    assert not Ticket.objects.exists()


def test_the_page_of_a_thing_leads_to_a_question_about_it(
    as_anna: Client, company: Company, stranger: User
) -> None:
    InvoiceFactory.create(company=company, number="2026-000042")
    gear = RegistrationFactory.create(company=company, product__name="EOS R5", serial="0123456789")
    page = as_anna.get(ASK, {"about": "invoice:2026-000042"}).content.decode()
    assert 'value="Invoice 2026-000042"' in page
    assert '<option value="money" selected>' in page
    assertContains(as_anna.get(ASK, {"about": f"product:{gear.pk}"}), "EOS R5, serial number 0123456789")
    others = RegistrationFactory.create(company=stranger.role.company, product__name="EOS R1")
    for code in (f"product:{others.pk}", "product:x", "invoice:", "nonsense", "membership:9", "invoice:\x00"):
        assertNotContains(as_anna.get(ASK, {"about": code}), "EOS R1")


@pytest.mark.parametrize("path", [ASK, "/support/questions/"])
def test_strangers_log_in_first_and_staff_have_their_own_pages(
    client: Client, as_vera: Client, path: str
) -> None:
    assert "/login/" in client.get(path)["Location"]
    assert as_vera.get(path)["Location"] == "/admin/"


# --- reading and going on --------------------------------------------------------------------------


def test_the_thread_shows_our_answer_and_never_our_notes(
    as_anna: Client, ticket: Ticket, agent: User, at: datetime
) -> None:
    actions.note(ticket=ticket, by=agent, words=words("Rude on the phone"), at=at)
    actions.answer(ticket=ticket, by=agent, words=words("<b>Monday</b>"), seen=newest(ticket), at=at)
    page = as_anna.get(page_of(ticket))
    assertContains(page, "Sanita Ozola, CPS priority support")
    assertContains(page, "&lt;b&gt;Monday&lt;/b&gt;")
    assertNotContains(page, "Rude on the phone")


def test_anna_replies_closes_and_opens_again(as_anna: Client, ticket: Ticket) -> None:
    as_anna.post(page_of(ticket), {"text": "More", "key": str(uuid.uuid4())})
    close = reverse("helpdesk:close_ticket", args=[ticket.pk])
    assertContains(as_anna.post(close, {"seen": newest(ticket)}, follow=True), "The question is closed.")
    assertContains(as_anna.get(page_of(ticket)), "What you write opens it again")
    as_anna.post(page_of(ticket), {"text": "One thing", "key": str(uuid.uuid4())})
    ticket.refresh_from_db()
    assert ticket.is_open


def test_a_question_that_is_over_for_long_leads_to_a_new_one(
    as_anna: Client, ticket: Ticket, at: datetime
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(
        status="closed", waiting_since=None, closed_at=at - timedelta(days=400)
    )
    assertContains(as_anna.get(page_of(ticket)), "begins a new one")
    sent = as_anna.post(page_of(ticket), {"text": "Again", "key": str(uuid.uuid4())}, follow=True)
    assertContains(sent, ticket.number)
    assert Ticket.objects.latest("pk").earlier == ticket


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Role.Kind.COLLEAGUE, 200), (Role.Kind.ACCOUNTANT, 404)],
)
def test_colleagues_read_each_others_questions_and_accountants_their_own(
    company: Company, ticket: Ticket, at: datetime, kind: Role.Kind, status: int
) -> None:
    client = with_kind(company, kind)
    assert client.get(page_of(ticket)).status_code == status
    listed = client.get("/support/questions/").content.decode()
    assert (ticket.number in listed) == (status == 200)
    own = ask(company, User.objects.get(name="Kārlis Kolēģis"), at=at)
    assert client.get(page_of(own)).status_code == 200


def test_another_company_finds_neither_question_nor_file(as_anna: Client, stranger: User) -> None:
    as_anna.post(ASK, typed(added=papers.file(papers.picture(), "lens.jpg")))
    asked, file = Ticket.objects.get(), TicketFile.objects.get()
    otto = as_person(stranger)
    close = reverse("helpdesk:close_ticket", args=[asked.pk])
    assert otto.get(page_of(asked)).status_code == 404
    assert otto.post(page_of(asked), {"text": "Hello", "key": str(uuid.uuid4())}).status_code == 404
    assert otto.post(close, {"seen": newest(asked)}).status_code == 404
    assert otto.get(reverse("helpdesk:ticket_file", args=[file.pk])).status_code == 404


def test_a_file_is_handed_over_to_be_saved_and_does_nothing(as_anna: Client) -> None:
    as_anna.post(ASK, typed(added=papers.file(papers.picture(), "lens.jpg")))
    file = TicketFile.objects.get()
    answer = as_anna.get(reverse("helpdesk:ticket_file", args=[file.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="lens.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer.getvalue().startswith(b"\xff\xd8")


def test_a_file_that_nobody_sent_is_nobodys(as_anna: Client) -> None:
    as_anna.post(ASK, typed(text="", added=papers.file(papers.picture(), "lens.jpg")))
    file = TicketFile.objects.get()
    assert as_anna.get(reverse("helpdesk:ticket_file", args=[file.pk])).status_code == 404


def test_the_pages_keep_their_budgets(
    as_anna: Client, company: Company, anna: User, at: datetime, django_assert_max_num_queries: Budget
) -> None:
    for number in range(12):
        asked = ask(company, anna, at=at, subject=f"Card {number}")
        actions.reply(ticket=asked, by=anna, words=words(), at=at)
    for path, most in ((ASK, 7), ("/support/questions/", 6), (page_of(asked), 8), ("/support/", 8)):
        with django_assert_max_num_queries(most):
            as_anna.get(path)
