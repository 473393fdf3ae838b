from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company
from points import actions as points
from points.cause import Cause
from tests.factories import CompanyFactory

CAUSE = Cause("You registered %(model)s.", {"model": "EOS R5"})


def fill(company: Company, number: int, at: datetime) -> None:
    for place in range(1, number + 1):
        points.credit(company=company, amount=place, reference=f"{company.pk}:{place}", cause=CAUSE, at=at)


def test_every_change_stands_there_with_its_reason_and_the_total(
    as_anna: Client, company: Company, at: datetime
) -> None:
    entry = points.credit(company=company, amount=1310, reference="gear:1", cause=CAUSE, at=at)
    points.credit(company=company, amount=175, reference="gear:2", cause=CAUSE, at=at)
    points.reverse(entry=entry, reference="gear:1:sold", cause=Cause("You sold it."), at=at)
    response = as_anna.get("/points/")
    lines = response.context["statement"].lines
    assert [(line.entry.signed, line.total) for line in lines] == [
        ("−1,310", 175),
        ("+175", 1485),
        ("+1,310", 1310),
    ]
    assert "You sold it." in response.content.decode()
    assert "14/09/2026" in response.content.decode()


def test_entries_of_others_are_not_there(as_anna: Client, at: datetime) -> None:
    fill(CompanyFactory.create(), 3, at)
    page = as_anna.get("/points/")
    assert page.context["statement"].lines == []
    assert "No points yet" in page.content.decode()


def test_totals_go_on_from_page_to_page(as_anna: Client, company: Company, at: datetime) -> None:
    fill(company, 70, at)
    first = as_anna.get("/points/").context["statement"]
    second = as_anna.get("/points/", {"before": first.older}).context["statement"]
    totals = [line.total for line in first.lines + second.lines]
    assert totals == [place * (place + 1) // 2 for place in range(70, 0, -1)]
    assert (second.older, second.is_first) == (None, False)


@pytest.mark.parametrize("number", [3, 70])
def test_the_statement_needs_few_queries(
    as_anna: Client,
    company: Company,
    at: datetime,
    number: int,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    fill(company, number, at)
    with django_assert_max_num_queries(8):
        as_anna.get("/points/")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "You have 0 points. 500 more for CPS Silver."),
        (580, "You have 580 points. 420 more for CPS Gold."),
        (2000, "You have 2,000 points. You have reached CPS Platinum, the highest level here."),
        (2500, "You have 2,500 points. 2,000 more for CPS Corporate B."),
    ],
)
def test_the_gauge_says_in_words_what_it_draws(
    as_anna: Client, company: Company, at: datetime, amount: int, words: str
) -> None:
    if amount:
        points.credit(company=company, amount=amount, reference="gear:1", cause=CAUSE, at=at)
    assert words in " ".join(as_anna.get("/points/").content.decode().split())


@pytest.fixture
def changes(company: Company, at: datetime) -> None:
    """Four changes, the last of them counting from a day before the others."""
    for place, (amount, days) in enumerate([(310, 0), (-100, 10), (175, 20), (40, -5)]):
        since = at + timedelta(days=days)
        cause = Cause(CAUSE.sentence, {"model": "EOS R5"}, since=since)
        points.credit(
            company=company, amount=amount, reference=f"{place}", cause=cause, at=at + timedelta(days=30)
        )


@pytest.mark.usefixtures("changes")
@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        ({}, [("+40", 425), ("+175", 385), ("−100", 210), ("+310", 310)]),
        ({"kind": "gains"}, [("+40", 425), ("+175", 385), ("+310", 310)]),
        ({"kind": "losses"}, [("−100", 210)]),
        ({"since": "2026-09-20"}, [("+175", 385), ("−100", 210)]),
        ({"since": "2026-09-10", "until": "2026-09-24"}, [("−100", 210), ("+310", 310)]),
        (
            {"since": "2026-09-24", "until": "2026-09-10"},
            [("+40", 425), ("+175", 385), ("−100", 210), ("+310", 310)],
        ),
    ],
)
def test_the_statement_shows_what_is_chosen(
    as_anna: Client, choice: dict[str, str], lines: list[tuple[str, int]]
) -> None:
    shown = as_anna.get("/points/", choice).context["statement"].lines
    assert [(line.entry.signed, line.total) for line in shown] == lines


@pytest.mark.usefixtures("changes")
def test_the_ends_of_a_period_have_their_totals(as_anna: Client) -> None:
    page = as_anna.get("/points/", {"since": "2026-09-14", "until": "2026-09-24"}).content.decode()
    assert "Before 14 September 2026: 40 points." in page
    assert "At the end of 24 September 2026: 250 points." in page


@pytest.mark.usefixtures("changes")
def test_the_statement_as_a_file(as_anna: Client) -> None:
    response = as_anna.get("/points/statement.csv", {"kind": "losses"})
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1:] == ["2026-09-24,2026-10-14,You registered EOS R5.,-100,210"]


def test_a_reason_is_no_formula_in_a_spreadsheet(as_anna: Client, company: Company, at: datetime) -> None:
    points.credit(company=company, amount=5, reference="1", cause=Cause("=1+1"), at=at)
    assert ",'=1+1," in as_anna.get("/points/statement.csv").getvalue().decode()


def test_a_filter_that_finds_nothing_says_so(as_anna: Client, company: Company, at: datetime) -> None:
    fill(company, 3, at)
    assert "There is nothing here." in as_anna.get("/points/", {"kind": "losses"}).content.decode()
