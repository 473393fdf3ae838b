from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Company, User
from points import actions as points
from points.cause import Cause
from points.models import Balance, Entry
from tests.factories import CompanyFactory

REGISTERED = Cause("You registered %(model)s.", {"model": "EOS R5"})
SOLD = Cause("You sold %(model)s.", {"model": "EOS R5"})


def test_points_are_added_to_the_balance(company: Company, at: datetime) -> None:
    points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    points.credit(company=company, amount=175, reference="gear:2", cause=REGISTERED, at=at)
    assert Balance.objects.points_of(company) == 485


def test_an_entry_says_who_when_and_why(company: Company, anna: User, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at, by=anna)
    assert (entry.company, entry.by, entry.effective_at, entry.recorded_at) == (company, anna, at, at)
    assert entry.cause == "You registered EOS R5."


def test_a_company_without_entries_has_no_points(company: Company) -> None:
    assert Balance.objects.points_of(company) == 0


def test_the_same_reference_counts_once(company: Company, at: datetime) -> None:
    first = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    later = at + timedelta(hours=1)
    again = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=later)
    assert again == first
    assert again.effective_at == at
    assert Balance.objects.points_of(company) == 310


@pytest.mark.parametrize(
    ("amount", "cause"),
    [(311, REGISTERED), (310, SOLD), (310, Cause(REGISTERED.sentence, {"model": "EOS R6"}))],
)
def test_the_same_reference_with_other_contents_is_refused(
    company: Company, at: datetime, amount: int, cause: Cause
) -> None:
    points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    with pytest.raises(points.ReferenceTaken):
        points.credit(company=company, amount=amount, reference="gear:1", cause=cause, at=at)
    assert Balance.objects.points_of(company) == 310


def test_a_reference_of_another_company_is_refused(company: Company, at: datetime) -> None:
    points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    other = CompanyFactory.create()
    with pytest.raises(points.ReferenceTaken):
        points.credit(company=other, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    assert Balance.objects.points_of(other) == 0


def test_a_reversal_takes_the_points_back_and_names_its_entry(company: Company, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    reversal = points.reverse(entry=entry, reference="gear:1:sold", cause=SOLD, at=at)
    assert (reversal.amount, reversal.reverses) == (-310, entry)
    assert Balance.objects.points_of(company) == 0


def test_a_repeated_reversal_counts_once(company: Company, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    first = points.reverse(entry=entry, reference="gear:1:sold", cause=SOLD, at=at)
    assert points.reverse(entry=entry, reference="gear:1:sold", cause=SOLD, at=at) == first
    assert Balance.objects.points_of(company) == 0


def test_an_entry_is_reversed_once_only(company: Company, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    points.reverse(entry=entry, reference="gear:1:sold", cause=SOLD, at=at)
    with pytest.raises(points.AlreadyReversed):
        points.reverse(entry=entry, reference="gear:1:stolen", cause=SOLD, at=at)
    assert Balance.objects.points_of(company) == 0


def test_a_reversal_after_a_correction_may_leave_less_than_nothing(company: Company, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    points.credit(company=company, amount=-100, reference="correction:1", cause=SOLD, at=at)
    points.reverse(entry=entry, reference="gear:1:sold", cause=SOLD, at=at)
    assert Balance.objects.points_of(company) == -100


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_entry SET amount = 9999",
        "DELETE FROM points_entry",
        "TRUNCATE points_entry CASCADE",
    ],
)
def test_the_database_refuses_to_rewrite_the_ledger(company: Company, at: datetime, statement: str) -> None:
    points.credit(company=company, amount=310, reference="gear:1", cause=REGISTERED, at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # TRUNCATE refuses by itself while checks are pending.
    with pytest.raises(IntegrityError, match="the ledger only grows"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.get().amount == 310


def test_an_entry_of_nothing_is_refused(company: Company, at: datetime) -> None:
    with pytest.raises(IntegrityError, match="entry_moves_points"), transaction.atomic():
        points.credit(company=company, amount=0, reference="gear:1", cause=REGISTERED, at=at)


def test_the_cause_is_said_in_the_language_of_the_reader(company: Company, at: datetime) -> None:
    cause = Cause("This field is required.")  # A sentence that Django itself knows in Latvian.
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=cause, at=at)
    with translation.override("lv"):
        assert entry.cause == "Šis lauks ir nepieciešams."


STEP = st.tuples(
    st.sampled_from(["credit", "reverse", "repeat"]),
    st.integers(0, 2),
    st.integers(1, 5000),
    st.integers(0, 99),
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=12))
def test_balances_are_always_the_sum_of_their_entries(
    at: datetime, steps: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        companies = CompanyFactory.create_batch(3)
        written: list[Entry] = []
        expected: dict[int, int] = defaultdict(int)
        for number, (act, whose, amount, which) in enumerate(steps):
            chosen = written[which % len(written)] if written else None
            if act == "credit" or chosen is None:
                entry = points.credit(
                    company=companies[whose],
                    amount=amount,
                    reference=f"step:{number}",
                    cause=REGISTERED,
                    at=at,
                )
                written.append(entry)
                expected[entry.company_id] += amount
            elif act == "repeat":
                points.credit(
                    company=chosen.company,
                    amount=chosen.amount,
                    reference=chosen.reference,
                    cause=REGISTERED,
                    at=at,
                )
            elif not Entry.objects.filter(reverses=chosen).exists():
                points.reverse(entry=chosen, reference=f"step:{number}", cause=SOLD, at=at)
                expected[chosen.company_id] -= chosen.amount
        kept = {company.pk: Balance.objects.points_of(company) for company in companies}
        assert kept == {company.pk: expected[company.pk] for company in companies}
        assert not Balance.objects.differing().exists()
        transaction.set_rollback(True)
