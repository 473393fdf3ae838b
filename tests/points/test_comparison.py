import logging
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import Company
from points import actions as points
from points.cause import Cause
from points.models import Balance
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


@pytest.mark.parametrize("path", ["balance", "entry", "level"])
def test_staff_read_the_ledger(as_vera: Client, wrong: Balance, path: str) -> None:
    assert as_vera.get(f"/admin/points/{path}/").status_code == 200


@pytest.mark.parametrize("path", ["balance", "entry"])
def test_nobody_writes_the_ledger_by_hand(as_vera: Client, path: str) -> None:
    assert as_vera.get(f"/admin/points/{path}/add/").status_code == 403
