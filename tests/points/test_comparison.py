import logging
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Company, User
from cps_portal.lib.errors import StaleDecision
from points import actions
from points import actions as points
from points.cause import Cause
from points.models import Balance, Comparison, Difference
from points.tasks import compare_balances
from tests.factories import CompanyFactory

CAUSE = Cause("You registered %(model)s.", {"model": "EOS R5"})


@pytest.fixture
def wrong(company: Company, at: datetime) -> Balance:
    """A balance that somebody changed behind the ledger's back."""
    points.credit(company=company, amount=310, reference="gear:1", cause=CAUSE, at=at)
    points.credit(company=CompanyFactory.create(), amount=50, reference="gear:2", cause=CAUSE, at=at)
    Balance.objects.filter(company=company).update(points=999)
    return Balance.objects.get(company=company)


def test_balances_that_agree_raise_no_alarm(
    company: Company, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    points.credit(company=company, amount=310, reference="gear:1", cause=CAUSE, at=at)
    compare_balances()
    assert not caplog.records


def test_a_balance_that_differs_raises_an_alarm(wrong: Balance, caplog: pytest.LogCaptureFixture) -> None:
    compare_balances()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"balance of company {wrong.pk} is 999, its entries sum to 310"


def test_entries_without_a_balance_raise_an_alarm(wrong: Balance, caplog: pytest.LogCaptureFixture) -> None:
    company = wrong.pk
    wrong.delete()
    compare_balances()
    assert [record.getMessage() for record in caplog.records] == [
        f"company {company} has entries and no balance"
    ]


def test_staff_see_the_balances_that_differ(as_vera: Client, wrong: Balance) -> None:
    page = as_vera.get("/admin/points/balance/?differing=yes")
    assert list(page.context["cl"].result_list) == [wrong]


@pytest.mark.parametrize("path", ["balance", "entry", "level", "comparison", "difference"])
def test_staff_read_the_ledger(as_vera: Client, wrong: Balance, path: str) -> None:
    assert as_vera.get(f"/admin/points/{path}/").status_code == 200


@pytest.mark.parametrize("path", ["balance", "entry", "comparison", "difference"])
def test_nobody_writes_the_ledger_by_hand(as_vera: Client, path: str) -> None:
    assert as_vera.get(f"/admin/points/{path}/add/").status_code == 403


def test_every_run_is_a_row_and_so_is_every_difference(wrong: Balance, at: datetime) -> None:
    actions.compare(at=at)
    comparison: Any = Comparison.objects.counted().get()  # The counts are annotations.
    assert (comparison.balances, comparison.entries, comparison.found, comparison.unseen) == (2, 2, 1, 1)
    difference = Difference.objects.get()
    assert (difference.company, difference.balance, difference.summed) == (wrong.company, 999, 310)


def test_a_balance_without_entries_must_be_nothing(company: Company, at: datetime) -> None:
    Balance.objects.create(company=CompanyFactory.create(), points=0)
    Balance.objects.create(company=company, points=5)
    difference = actions.compare(at=at).differences.get()
    assert (difference.company, difference.summed) == (company, 0)


def test_staff_put_a_difference_aside_with_a_note(
    as_vera: Client, vera: User, wrong: Balance, at: datetime
) -> None:
    difference = actions.compare(at=at).differences.get()
    address = f"/admin/points/difference/{difference.pk}/change/"
    assert "to look at" in as_vera.get("/admin/points/comparison/").content.decode()
    as_vera.post(address, {"note": " "})
    assert not Difference.objects.get().is_seen
    as_vera.post(address, {"note": "A script of ours; balance set right."})
    seen = Difference.objects.get()
    assert (seen.seen_by, seen.note) == (vera, "A script of ours; balance set right.")
    assert "all of them seen" in as_vera.get("/admin/points/comparison/").content.decode()


def test_the_first_note_stands(vera: User, wrong: Balance, at: datetime) -> None:
    difference = actions.compare(at=at).differences.get()
    actions.take_note(difference=difference, note="Mended.", by=vera, at=at)
    with pytest.raises(StaleDecision):
        actions.take_note(difference=difference, note="Again.", by=vera, at=at)
    assert Difference.objects.get().note == "Mended."
