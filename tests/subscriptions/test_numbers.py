from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Company
from cps_portal.lib.errors import DomainError
from subscriptions import actions
from subscriptions.models import MembershipNumber, ReservedNumber
from tests.factories import CompanyFactory, MembershipNumberFactory


def dealing(numbers: list[str]) -> Iterator[str]:
    yield from numbers


@given(st.integers(min_value=1, max_value=200))
@settings(max_examples=20, deadline=None)
def test_drawn_numbers_have_nine_digits_and_begin_with_none_of_zero(count: int) -> None:
    drawn = [actions.random_number() for _time in range(count)]
    assert all(len(number) == 9 and number.isdigit() and number[0] != "0" for number in drawn)
    assert len(set(drawn)) >= count - 1


@pytest.mark.django_db
def test_a_number_that_somebody_has_is_drawn_again(company: Company, at: datetime) -> None:
    MembershipNumberFactory.create(number="151335488")
    dealt = dealing(["151335488", "151335488", "607118234"])
    assert actions.draw_number(company=company, at=at, draw=dealt.__next__).number == "607118234"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", MembershipNumber.Kind.values)
def test_no_number_is_ever_used_again(company: Company, at: datetime, kind: str) -> None:
    MembershipNumberFactory.create(number="151335488", kind=kind)
    dealt = dealing(["151335488", "607118234"])
    assert actions.draw_number(company=company, at=at, draw=dealt.__next__).number == "607118234"


@pytest.mark.django_db
def test_a_number_of_the_old_programme_waits_for_its_holder(company: Company, at: datetime) -> None:
    actions.reserve_numbers(numbers=["103892241", "147788944"])
    actions.reserve_numbers(numbers=["103892241"])
    dealt = dealing(["103892241", "607118234"])

    assert actions.draw_number(company=company, at=at, draw=dealt.__next__).number == "607118234"
    kept = actions.keep_legacy_number(company=company, number="103892241", at=at)
    assert (kept.company, kept.kind) == (company, MembershipNumber.Kind.LEGACY)
    assert ReservedNumber.objects.count() == 2


@pytest.mark.django_db
def test_when_every_number_is_taken_the_portal_says_so_instead_of_drawing_for_ever(
    company: Company, at: datetime
) -> None:
    MembershipNumberFactory.create(number="151335488")
    with pytest.raises(RuntimeError, match="no free membership number"):
        actions.draw_number(company=company, at=at, draw=lambda: "151335488")


@pytest.mark.django_db
def test_an_old_number_is_kept_once(company: Company, at: datetime) -> None:
    for _time in range(2):
        actions.keep_legacy_number(company=company, number="103892241", at=at)
    assert MembershipNumber.objects.get().kind == MembershipNumber.Kind.LEGACY


@pytest.mark.django_db
def test_an_old_number_does_not_move_to_another_company(company: Company, at: datetime) -> None:
    actions.keep_legacy_number(company=company, number="103892241", at=at)
    with pytest.raises(actions.NumberTaken):
        actions.keep_legacy_number(company=CompanyFactory.create(), number="103892241", at=at)
    assert MembershipNumber.objects.get().company == company


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "12345678", "1234567890", "12345678X", "１２３４５６７８９"])
def test_an_old_number_that_is_none_is_refused(company: Company, at: datetime, number: str) -> None:
    with pytest.raises(DomainError, match="nine digits"):
        actions.keep_legacy_number(company=company, number=number, at=at)
