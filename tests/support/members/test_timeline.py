"""Whatever can happen to a member is told, in the reader's language, to those who may see it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries as Budget

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions.models import Term
from support.members import timeline
from support.members.models import Note
from support.members.timeline import Choice, Kind
from support.members.timeline.sources import SOURCES
from tests.factories import RegistrationFactory, StaffFactory
from tests.support.eventful import live_through_everything

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 20)


@pytest.fixture
def member(silver: Term, anna: User, agent: User, at: datetime) -> Company:
    return live_through_everything(silver, anna=anna, staff=agent, at=at)


class Reader(User):
    """Somebody with every right but some."""

    lacking: frozenset[str] = frozenset()

    class Meta:
        proxy = True
        app_label = "accounts"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm not in self.lacking


def told(company: Company, reader: User | None = None, **choice: Any) -> list[timeline.Event]:
    """Everything that is told, page by page."""
    events: list[timeline.Event] = []
    page: int | None = 1
    while page:
        chosen = Choice(**choice, page=page)
        part = timeline.gather(company=company, reader=reader or Reader(), choice=chosen, today=TODAY)
        events += part.events
        page = part.older
    return events


def sources(events: list[timeline.Event]) -> set[str]:
    return {event.source for event in events}


def test_every_source_is_told_in_both_languages(member: Company) -> None:
    said: dict[str, list[str]] = {}
    for language in ("en-gb", "lv"):
        with translation.override(language):
            events = told(member)
            assert sources(events) == set(SOURCES)
            said[language] = [
                " ".join([event.title, *event.details, str(event.words.status)]) for event in events
            ]
    # A note and a mail are in the words of those who wrote them.
    same = {
        event.source for event, one, other in zip(told(member), *said.values(), strict=True) if one == other
    }
    assert same <= {"note"}


SAID = [
    ("vat_checked", ["VIES asked about LV40003245752"]),
    ("change_asked", ["Other company data asked for", "legal name: SIA Studija → SIA Bērziņa Studija"]),
    ("colleague_invited", ["otto@studio.example invited as colleague", "Not answered yet"]),
    ("company_handed_over", ["Company handed over from Otto Ozols to Anna Bērziņa"]),
    ("join_decided", ["Joining of Jānis Kalniņš: approved by the owner"]),
    ("new_email_asked", ["a@new.example", "called back at the phone number that we know", "closed"]),
    ("gear_changed", ["EOS R3", "dealer – → Foto Riga"]),
    ("transfer_asked", ["Registered by SIA Bērziņa Studija, wanted by SIA Cita", "0123456789"]),
    ("transfer_settled", ["declined by our decision", "The invoice is ours."]),
    ("correction", ["Correction: +900 points", "A gift.", "refused"]),
    ("correction_decided", ["Note: No gifts."]),
    (
        "charged",
        ["2026-000017: €102.85", "•••• 4242, without the customer", "not enough money", "declined"],
    ),
    ("refund_settled", ["Refund for invoice 2026-000017, €102.85: done"]),
    ("credited", ["Credit note C2026-000001 for invoice 2026-000017: €12.10", "Goodwill."]),
    ("disputed", ["The bank wants €102.85 of invoice 2026-000017 back", "fraudulent: needs response"]),
    ("stopped", ["Charging and reminding stopped: every invoice", "Talks with the owner."]),
    (
        "extended",
        ["Due date of invoice 2026-000017 extended", "From 31 January 2026 to 20 February 2026"],
    ),
    ("look", ["looked at"]),
    ("seen_as", ["The portal seen as Anna", "phone call", "Finds no card."]),
    ("note", ["Prefers to be called."]),
]


def test_how_it_reads(member: Company) -> None:
    events = told(member)
    for source, words in SAID:
        event = next(event for event in events if event.source == source)
        said = " ".join([event.title, *event.details, str(event.words.status)])
        assert [one for one in words if one not in said] == [], said


@pytest.mark.parametrize("half", [0, 1])
def test_who_lacks_a_right_is_told_nothing_of_what_it_takes(member: Company, half: int) -> None:
    reader = Reader()
    reader.lacking = frozenset(sorted({source.right for source in SOURCES.values()})[half::2])
    shown = {name for name, source in SOURCES.items() if source.right not in reader.lacking}
    assert sources(told(member, reader)) == shown


def test_a_period_is_from_a_day_to_a_day_both_included(company: Company, at: datetime) -> None:
    for days in range(4):
        RegistrationFactory.create(
            company=company, serial=f"000000000{days}", registered_at=at + timedelta(days=days)
        )
    since, until = at.date() + timedelta(days=1), at.date() + timedelta(days=2)
    events = told(company, since=since, until=until)
    assert [event.row["serial"] for event in events] == ["0000000002", "0000000001"]


FOUND: list[tuple[str, set[str]]] = [
    ("012345", {"registered", "ended", "transfer_asked", "transfer_settled"}),
    ("FLOOD", {"extended"}),
    ("berzina studija", {"change_asked", "change_decided", "transfer_asked", "transfer_settled"}),
    ('"serial"', set()),
    ("100%", set()),
]


def test_a_text_is_looked_for_in_what_is_told(member: Company) -> None:
    for text, found in FOUND:
        assert sources(told(member, text=text)) == found


def test_filters_combine_and_stay_from_page_to_page(as_agent: Client, company: Company, at: datetime) -> None:
    for number in range(50):
        RegistrationFactory.create(company=company, serial=f"77{number:08d}", registered_at=at)
    query = {"kind": "gear", "text": "77", "since": "2026-09-01", "until": "2026-09-30"}
    page = as_agent.get(reverse("members:member", args=[company.pk]), query)
    assert len(page.context["timeline"].events) == 40
    older = "?kind=gear&amp;text=77&amp;since=2026-09-01&amp;until=2026-09-30&amp;page=2"
    assert f'href="{older}"' in page.content.decode()
    rest = as_agent.get(reverse("members:member", args=[company.pk]), {**query, "page": "2"})
    assert len(rest.context["timeline"].events) == 10


def test_a_day_that_cannot_be_read_narrows_nothing_and_says_so(as_agent: Client, member: Company) -> None:
    page = as_agent.get(reverse("members:member", args=[member.pk]), {"since": "yesterday"})
    assert page.context["timeline"].events
    assert "Enter a valid date" in page.content.decode()


def test_the_history_is_one_query_however_much_has_happened(
    member: Company, django_assert_num_queries: Budget
) -> None:
    more = {"company": member, "text": "More.", "by": StaffFactory.create(), "at": clock.begins(TODAY)}
    Note.objects.bulk_create([Note(**more, key=uuid4()) for _note in range(60)])
    with django_assert_num_queries(1):
        timeline.gather(company=member, reader=Reader(), choice=Choice(), today=TODAY)
    with django_assert_num_queries(1):
        choice = Choice(Kind.STAFF, text="more", page=2)
        timeline.gather(company=member, reader=Reader(), choice=choice, today=TODAY)
