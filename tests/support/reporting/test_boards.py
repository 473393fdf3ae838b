"""The boards: what is counted of every day, what the pictures and tables say of it, and who may see which."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email
from pytest_django.fixtures import Settings

from accounts.models import Application, Company, User
from billing import actions as billing
from billing.models import Attempt
from cps_portal.lib import clock
from points.models import Balance, Level
from subscriptions.models import Term
from support.helpdesk.models import Ticket
from support.reporting import actions, boards
from support.reporting.models import DailyFigures
from tests.factories import (
    CardAuthorisationFactory,
    CompanyFactory,
    InvoiceFactory,
    SubmittedApplicationFactory,
    TermFactory,
)
from tests.support.conftest import with_role
from tests.support.staff_site.test_staff_pages import written

pytestmark = pytest.mark.django_db
Budget = Callable[[int], AbstractContextManager[Any]]
CODES = [board.code for board in boards.BOARDS]


def figures(code: str, at: datetime, period: str = "days", section: int = 0) -> dict[str, list[int]]:
    """The series of a board's picture, without those in which nothing is."""
    board = next(board for board in boards.BOARDS if board.code == code)
    drawn = board.draw(boards.period(period, today=clock.on(at)))
    series = drawn.sections[section].plot.figures.series
    return {str(one.name): list(one.values) for one in series if any(one.values)}


def decided(at: datetime, promised_on: date) -> Application:
    return SubmittedApplicationFactory.create(
        status="approved", decided_at=at, promised_on=promised_on, company=CompanyFactory.create()
    )


def test_decisions_are_held_against_their_promise(at: datetime) -> None:
    decided(at, date(2026, 9, 14))
    decided(at, date(2026, 9, 20))
    decided(at - timedelta(days=1), date(2026, 9, 12))
    actions.count_figures(at=at)
    found = figures("queue", at)
    assert found["within the promise"][-2:] == [0, 2]
    assert found["after it"][-2:] == [1, 0]
    assert figures("queue", at, "weeks")["after it"][-2:] == [1, 0]  # The 14th is a Monday.


def test_a_day_is_that_of_the_portals_calendar(at: datetime) -> None:
    decided(
        datetime(2026, 9, 12, 22, 30, tzinfo=at.tzinfo), date(2026, 9, 20)
    )  # Half past midnight in Amsterdam.
    actions.count_figures(at=at)
    assert DailyFigures.objects.get(on="2026-09-13").of("decisions") == {"kept": 1}


def test_the_way_from_application_to_membership(at: datetime) -> None:
    SubmittedApplicationFactory.create(submitted_at=at)
    decided(at, date(2026, 9, 14))
    Application.objects.filter(status="approved").update(submitted_at=at - timedelta(days=3))
    TermFactory.create(subscription__started_at=at)
    actions.count_figures(at=at)
    found = figures("sign-ups", at)
    assert found["applications sent"][-4:] == [1, 0, 0, 1]
    assert (found["companies approved"][-1], found["memberships begun"][-1]) == (1, 1)


def test_members_are_those_whose_term_runs_at_the_end_of_the_step(at: datetime) -> None:
    gold = Level.objects.get(code="gold")
    term = TermFactory.create(starts_on=date(2026, 9, 1), subscription__company__country="DE", level=gold)
    TermFactory.create(starts_on=date(2026, 9, 13), subscription__company__country="LV")
    ended = TermFactory.create(starts_on=date(2025, 1, 1), ends_on=date(2026, 9, 10))
    actions.count_figures(at=at)
    by_level = figures("members", at)
    assert by_level["CPS Gold"][-14:] == [1] * 14
    assert by_level["CPS Silver"][-6:] == [1, 0, 0, 0, 1, 1]
    assert figures("members", at, section=1)["Germany"][-1] == 1
    assert figures("members", at, section=2) == {"members": [1, 1]}
    assert term.level != ended.level


def test_a_past_day_keeps_what_was_counted_then(at: datetime) -> None:
    term = TermFactory.create(starts_on=date(2026, 9, 1))
    actions.count_figures(at=at)
    Term.objects.filter(pk=term.pk).update(level=Level.objects.get(code="gold"))
    actions.count_figures(at=at + timedelta(days=1))
    assert figures("members", at + timedelta(days=1)) == {
        "CPS Silver": [0] * 15 + [1] * 14 + [0],
        "CPS Gold": [0] * 29 + [1],
    }


def test_a_year_is_counted_in_pieces_and_each_day_once(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("support.reporting.actions.MOST_DAYS", 150)
    TermFactory.create(starts_on=date(2025, 10, 1), ends_on=date(2026, 10, 1))
    done = [actions.count_figures(at=at) for _run in range(4)]
    assert done == [150, 150, 80, 7]  # The last days may still change.
    assert DailyFigures.objects.count() == 366
    assert figures("members", at, "months") == {"CPS Silver": [1] * 12}


def test_a_board_says_since_when_it_was_counted(at: datetime) -> None:
    actions.count_figures(at=at)
    period = boards.period("months", today=clock.on(at))
    assert boards.BOARDS[0].draw(period).counted_since == date(2026, 8, 15)


def test_companies_stand_in_the_band_of_their_points(at: datetime) -> None:
    for points in (0, 249, 250, 499, 500, 580, 2500, 12000):
        Balance.objects.create(company=CompanyFactory.create(), points=points)
    CompanyFactory.create()
    actions.count_figures(at=at)
    found = figures("points", at)
    assert found == {
        "no level yet": [2, 1, 2, 0, 0, 0, 0, 0, 0],
        "personal levels": [0, 0, 0, 2, 0, 0, 0, 0, 0],
        "corporate levels": [0, 0, 0, 0, 0, 0, 1, 0, 1],
    }


def attempt(at: datetime, status: str, code: str = "") -> Attempt:
    invoice = InvoiceFactory.create()
    return Attempt.objects.create(
        invoice=invoice,
        card=CardAuthorisationFactory.create(),
        kind="off_session",
        amount_cents=1,
        currency="EUR",
        key=f"key {invoice.pk}",
        status=status,
        decline_code=code,
        started_at=at,
        settled_at=at,
    )


def test_charges_by_outcome_and_by_code(at: datetime) -> None:
    for code in ("lost_card", "insufficient_funds", "insufficient_funds"):
        attempt(at, "declined", code)
    attempt(at, "needs_customer", "authentication_required")
    attempt(at - timedelta(days=1), "paid")
    actions.count_figures(at=at)
    outcomes = figures("charges", at)
    assert {name: values[-2:] for name, values in outcomes.items()} == {
        "paid": [1, 0],
        "declined": [0, 3],
        "needs the customer": [0, 1],
    }
    codes = figures("charges", at, section=1)
    assert {name: values[-1] for name, values in codes.items()} == {
        "insufficient_funds": 2,
        "authentication_required": 1,
        "lost_card": 1,
    }


def test_a_charge_that_comes_to_its_end_later_is_counted_anew(at: datetime) -> None:
    made = attempt(at, "void")
    actions.count_figures(at=at)
    Attempt.objects.filter(pk=made.pk).update(status="paid")
    actions.count_figures(at=at + timedelta(days=2))
    assert figures("charges", at + timedelta(days=2)) == {"paid": [0] * 27 + [1, 0, 0]}


def test_questions_asked_and_closed(company: Company, anna: User, at: datetime) -> None:
    words: Any = {"company": company, "by": anna, "subject": "Where is it?"}
    Ticket.objects.create(kind="gear", status="open", opened_at=at, waiting_since=at, **words)
    yesterday = at - timedelta(days=1)
    Ticket.objects.create(kind="money", status="closed", opened_at=yesterday, closed_at=at, **words)
    actions.count_figures(at=at)
    compared = figures("questions", at)
    assert {name: values[-2:] for name, values in compared.items()} == {
        "questions asked": [1, 1],
        "questions closed": [0, 1],
    }
    by_kind = figures("questions", at, section=1)
    assert {name: values[-2:] for name, values in by_kind.items()} == {
        "My gear": [0, 1],
        "An invoice or a payment": [1, 0],
    }


def test_mails_by_day_and_what_became_of_them() -> None:
    now = clock.now()
    for status in (STATUS.sent, STATUS.sent, STATUS.failed, STATUS.queued, STATUS.requeued):
        written(status)
    old = written(STATUS.failed)
    Email.objects.filter(pk=old.pk).update(created=now - timedelta(days=2))
    actions.count_figures(at=now)
    found = figures("mails", now)
    assert {name: values[-3:] for name, values in found.items()} == {
        "not delivered": [1, 0, 1],
        "waiting": [0, 0, 2],
    }


def test_revenue_is_net_of_credit_notes(at: datetime) -> None:
    invoice = InvoiceFactory.create(term=TermFactory.create(), issued_on=date(2026, 8, 31))
    facts: Any = {"reason": "Goodwill", "reference": "1", "by": None, "at": at}
    billing.credit_part(invoice=invoice, net_cents=1000, **facts)
    assert figures("revenue", at, "months") == {"CPS Silver": [0] * 10 + [8500, -1000]}


# --- the pages -----------------------------------------------------------------------------------------


@pytest.fixture
def _busy(settings: Settings) -> datetime:
    """Something of everything, counted."""
    now = clock.now()
    decided(now, clock.today())
    written(STATUS.failed)
    attempt(now, "declined", "lost_card")
    InvoiceFactory.create(term=TermFactory.create(starts_on=clock.today()), issued_on=clock.today())
    actions.count_figures(at=now)
    return now


@pytest.mark.usefixtures("_busy")
def test_every_board_opens_in_latvian(as_vera: Client) -> None:
    as_vera.cookies["django_language"] = "lv"
    for code in CODES:
        assert "<svg" in as_vera.get(reverse("reporting:board", args=[code])).content.decode()


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize("code", CODES)
def test_the_lists_behind_the_figures_open(code: str, as_vera: Client) -> None:
    for section in as_vera.get(reverse("reporting:board", args=[code])).context["drawn"].sections:
        figures = section.plot.figures
        for link in {
            section.href,
            figures.series[0].href,
            figures.series[-1].href,
            figures.columns[-1].href,
        } - {""}:
            answer = as_vera.get(link)
            assert (answer.status_code, "e=1" in answer.get("Location", "")) == (200, False), link


def test_a_board_asks_as_much_for_a_year_as_for_a_month(
    as_vera: Client, django_assert_max_num_queries: Budget
) -> None:
    counts = {"levels": {"silver": 3}, "countries": {"LV": 1, "DE": 2}, "points": {"0": 1, "500": 2}}
    DailyFigures.objects.bulk_create(
        DailyFigures(on=clock.today() - timedelta(days=days), counts=counts, counted_at=clock.now())
        for days in range(366)
    )
    for board in boards.BOARDS:
        for period in boards.NAMES:
            with django_assert_max_num_queries(3):
                board.draw(boards.period(period, today=clock.today()))
    as_vera.get(reverse("reporting:board", args=["members"]))
    with django_assert_max_num_queries(8):
        as_vera.get(reverse("reporting:board", args=["members"]))


@pytest.mark.parametrize("code", CODES)
def test_a_board_says_in_words_that_nothing_was_counted(code: str, as_vera: Client) -> None:
    page = as_vera.get(reverse("reporting:board", args=[code])).content.decode()
    assert "Nothing to show for this time." in page
    assert "Nothing has been counted yet." in page or "Counted just now." in page


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("Verifier", ["queue"]),
        ("Support agent", ["queue", "sign-ups", "members", "points", "charges", "questions", "mails"]),
        ("Finance", ["members", "points", "revenue", "charges", "questions", "mails"]),
        ("Catalogue manager", []),
        ("Lead", CODES),
        ("Auditor", CODES),
    ],
)
def test_each_role_sees_the_boards_of_the_rows_that_it_may_see(role: str, seen: list[str]) -> None:
    client = Client()
    client.force_login(with_role(role))
    opened = [
        code for code in CODES if client.get(reverse("reporting:board", args=[code])).status_code == 200
    ]
    assert opened == seen
    assert client.get(reverse("reporting:boards")).status_code == (302 if seen else 404)
    in_sidebar = any(
        item["title"] == "Boards"
        for group in client.get("/admin/").context["sidebar_navigation"]
        for item in group["items"]
    )
    assert in_sidebar == bool(seen)


def test_customers_and_strangers_see_no_board(as_anna: Client) -> None:
    for code in CODES:
        address = reverse("reporting:board", args=[code])
        assert as_anna.get(address).status_code == 404
        assert Client().get(address).status_code == 302
