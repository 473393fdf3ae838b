"""The queue page: its order, its filters, taking many cases or the next one, and what it costs."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions, queue, waiting_times
from accounts.models import Application, CaseEvent, User
from accounts.queue import Overview
from cps_portal.lib import clock
from tests.conftest import at_work
from tests.factories import CompanyFactory, StaffFactory, SubmittedApplicationFactory

pytestmark = pytest.mark.django_db
Status = Application.Status
QUEUE = "/admin/accounts/application/"

# The day before the day of the Latvian republic: a Wednesday on which the Netherlands work.
TUESDAY = date(2026, 11, 17)


def in_order(**fields: object) -> list[str]:
    cases = queue.in_order(Application.objects.open().filter(**fields), on=TUESDAY)
    return [case.legal_name for case in cases]


def open_case(name: str, **fields: object) -> Application:
    numbers = {"vat_number": "", "registration_number": ""}
    return SubmittedApplicationFactory.create(legal_name=name, **{**numbers, **fields})


def page(client: Client, query: str = "") -> str:
    return client.get(f"{QUEUE}{query}").content.decode()


def test_the_order_counts_working_days_of_the_applicants_country() -> None:
    open_case("Four days in Latvia, one of them a holiday", country="LV", promised_on=date(2026, 11, 20))
    open_case("Three days in the Netherlands", country="NL", promised_on=date(2026, 11, 20))
    open_case("One day in the Netherlands", country="NL", promised_on=date(2026, 11, 18))
    assert in_order() == [
        "One day in the Netherlands",
        "Four days in Latvia, one of them a holiday",
        "Three days in the Netherlands",
    ]


def test_late_cases_come_first_and_waiting_ones_last() -> None:
    open_case("Waiting", status=Status.WAITING, promised_on=date(2026, 11, 10), paused_on=date(2026, 11, 9))
    open_case("In time", promised_on=date(2026, 11, 19))
    open_case("Late", promised_on=date(2026, 11, 13))
    assert in_order() == ["Late", "In time", "Waiting"]


def test_time_stands_still_while_the_applicant_is_asked() -> None:
    case = open_case(
        "Paused", status=Status.WAITING, promised_on=date(2026, 11, 12), paused_on=date(2026, 11, 10)
    )
    (span,) = Application.objects.spans(on=TUESDAY)
    assert span.days_left == 2
    assert not case.is_late(on=TUESDAY)


def test_the_page_says_how_much_time_is_left(as_vera: Client, case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(promised_on=clock.today() - timedelta(days=30))
    assert "working days over" in page(as_vera)


@pytest.fixture
def many(vera: User, viktor: User) -> None:
    today = clock.today()
    open_case("Mine AS", status=Status.IN_REVIEW, claimed_by=vera, promised_on=today, country="EE")
    open_case("Viktors AS", status=Status.IN_REVIEW, claimed_by=viktor, promised_on=today)
    open_case("Asked AS", status=Status.WAITING, claimed_by=viktor, promised_on=today)
    open_case("Late AS", promised_on=today - timedelta(days=9), email="late@fund.example")
    open_case("Known AS", vat_number="LV40003245752", promised_on=today)
    open_case("Rejected AS", status=Status.REJECTED, decided_at=timezone.now(), claimed_by=vera)
    CompanyFactory.create(legal_name="Somebody else", vat_number="LV40003245752", registration_number="7")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Mine AS", "Viktors AS", "Asked AS", "Late AS", "Known AS"}),
        ("?status=submitted", {"Late AS", "Known AS"}),
        ("?status=in_review", {"Mine AS", "Viktors AS"}),
        ("?status=waiting", {"Asked AS"}),
        ("?status=late", {"Late AS"}),
        ("?status=decided", {"Rejected AS"}),
        ("?status=all", {"Mine AS", "Viktors AS", "Asked AS", "Late AS", "Known AS", "Rejected AS"}),
        ("?who=me", {"Mine AS"}),
        ("?country=EE", {"Mine AS"}),
        ("?twins=on", {"Known AS"}),
        ("?q=late@fund", {"Late AS"}),
        ("?q=LV4000", {"Known AS"}),
        ("?status=in_review&who=me", {"Mine AS"}),
        ("?status=nonsense&country=XX&who=nobody&page=x", {"Mine AS", "Viktors AS", "Asked AS", "Late AS", "Known AS"}),
    ],
)  # fmt: skip
def test_the_filters(as_vera: Client, many: None, query: str, shown: set[str]) -> None:
    text = page(as_vera, query)
    names = {"Mine AS", "Viktors AS", "Asked AS", "Late AS", "Known AS", "Rejected AS"}
    assert {name for name in names if f">{name}</a>" in text} == shown


def test_cases_of_a_colleague_and_by_number(as_vera: Client, many: None, viktor: User) -> None:
    text = page(as_vera, f"?who={viktor.pk}")
    assert ">Viktors AS</a>" in text
    assert ">Mine AS</a>" not in text
    late = Application.objects.get(legal_name="Late AS")
    assert ">Late AS</a>" in page(as_vera, f"?q={late.number}")


def test_the_day_in_figures(vera: User, viktor: User, many: None) -> None:
    overview = Overview(on=clock.today())
    assert (overview.ours, overview.counts["late"], overview.counts["waiting"]) == (4, 1, 1)
    assert (overview.held_by(vera), overview.held_by(viktor)) == (1, 2)
    assert queue.done(by=vera, since=timezone.now() - timedelta(hours=1)) == {"all": 1, "own": 1}
    assert queue.done(by=viktor, since=timezone.now() + timedelta(hours=1)) == {"all": 0, "own": 0}


def test_claiming_many_at_once_takes_what_nobody_has(
    as_vera: Client, vera: User, viktor: User, at: datetime
) -> None:
    free, another, taken = (open_case(name) for name in ("Free", "Another", "Taken"))
    actions.claim(case=taken, by=viktor, at=at)
    chosen = {"case": [free.pk, another.pk, taken.pk]}
    text = as_vera.post(f"{QUEUE}claim-chosen/", chosen, follow=True).content.decode()
    assert "2 cases are yours." in text
    assert "1 case was taken by somebody else meanwhile and stays theirs." in text
    assert set(Application.objects.held_by(vera)) == {free, another}
    assert set(Application.objects.held_by(viktor)) == {taken}
    assert CaseEvent.objects.filter(act="claimed", by=vera).count() == 2


def test_claiming_nothing_says_what_to_do(as_vera: Client) -> None:
    text = as_vera.post(f"{QUEUE}claim-chosen/", {"case": ["x"]}, follow=True).content.decode()
    assert "Tick those that you want to claim." in text


def take(by: User, done: Application | None, at: datetime) -> Application | None:
    return actions.take_next(by=by, done=done.pk if done else None, at=at)


def test_next_goes_through_ones_own_cases_and_then_claims(vera: User, at: datetime) -> None:
    first, second = (open_case(name, promised_on=date(2026, 9, 14)) for name in ("First", "Second"))
    third = open_case("Third", promised_on=date(2026, 9, 15))
    actions.claim_all(cases=[first.pk, second.pk], by=vera, at=at)
    assert take(vera, None, at) == first
    assert take(vera, first, at) == second
    assert take(vera, second, at) == third
    assert third in Application.objects.held_by(vera)
    assert take(vera, third, at) == first


def test_next_leads_back_to_the_queue_when_nothing_waits(
    as_vera: Client, case: Application, viktor: User, at: datetime
) -> None:
    actions.claim(case=case, by=viktor, at=at)
    text = as_vera.post(f"{QUEUE}next/", follow=True).content.decode()
    assert "Nothing waits for you" in text


def test_next_opens_the_case(as_vera: Client, case: Application) -> None:
    response = as_vera.post(f"{QUEUE}next/")
    assert response.url == f"{QUEUE}{case.pk}/case/"  # type: ignore[attr-defined]


def test_waiting_times_are_a_picture_and_a_table(
    as_vera: Client, case: Application, vera: User, at: datetime
) -> None:
    actions.claim(case=case, by=vera, at=at)
    seen = case.events.latest("pk").pk
    actions.reject(
        case=case, by=vera, verdict=actions.Verdict("other", "No."), seen=seen, at=at + timedelta(days=1)
    )
    Application.objects.update(decided_at=timezone.now())
    open_case("Due", promised_on=clock.today())
    text = page(as_vera, "waiting-times/")
    assert text.count("<svg") >= 2
    assert "100 % were decided within the promise." in text
    taken = as_vera.get(f"{QUEUE}waiting-times/").context["decided"].figures
    assert [row.total for row in taken.rows if row.column.name == "1 working day"] == ["1"]
    assert "How long the decisions of the last 30 days took" in text


def test_waiting_for_the_applicant_does_not_count(case: Application, vera: User, at: datetime) -> None:
    events = [("claimed", 1), ("asked", 1), ("answered", 9), ("approved", 10)]
    for act, days in events:
        CaseEvent.objects.create(application=case, act=act, at=at + timedelta(days=days))
    Application.objects.filter(pk=case.pk).update(decided_at=at + timedelta(days=10))
    taken = waiting_times.of_decided(since=at)
    assert taken == {1: 1}


# --- what it costs -----------------------------------------------------------------------------------


@pytest.fixture
def verifiers(db: None) -> Client:
    """Somebody with the rights of a verifier and no more, whose rights have to be asked for."""
    user = StaffFactory.create(is_superuser=False, name="Vita Verifier")
    user.groups.add(Group.objects.get(name="Verifier"))
    return at_work(user)


def fill(count: int, holders: list[User]) -> None:
    """Add open cases of every country, state and day."""
    countries, today = ["LV", "EE", "LT", "DE", "FR", "NL", "SE", "CH", "GB", "IT"], clock.today()
    states = [Status.SUBMITTED, Status.SUBMITTED, Status.IN_REVIEW, Status.WAITING]
    known = Application.objects.count()
    Application.objects.bulk_create(
        SubmittedApplicationFactory.build(
            legal_name=f"Studio {number % 7919} SIA",
            email=f"studio{number}@many.example",
            country=countries[number % 10],
            vat_number=f"LV{number % 9001:011d}",
            registration_number=str(number),
            status=states[number % 4],
            claimed_by=holders[number % len(holders)] if number % 4 > 1 else None,
            promised_on=today + timedelta(days=number % 17 - 9),
            paused_on=today - timedelta(days=number % 30) if number % 4 == 3 else None,
        )
        for number in range(known, known + count)
    )


def test_the_page_asks_as_much_for_twenty_thousand_cases_as_for_ten_thousand(
    verifiers: Client, vera: User, viktor: User
) -> None:
    asked = []
    for _half in range(2):
        fill(10_000, [vera, viktor])
        for query in ("", "?twins=on", "?status=late&country=LV&page=3"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert verifiers.get(f"{QUEUE}{query}").status_code == 200
            asked.append(len(queries))
    assert Application.objects.open().count() == 20_000
    assert max(asked) <= 10
    assert asked[:3] == asked[3:]
