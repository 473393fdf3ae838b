"""A serial number changes hands while its owner sells, corrects or keeps it: one outcome, no point lost or doubled."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import User
from points.models import Balance, Entry
from products import actions
from products.actions import Details
from products.dates import YEAR, PartialDate
from products.models import Product, Registration, Transfer
from tests.factories import PointValueFactory, ProductFactory
from tests.races.test_ledger import at_once
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ROUNDS = size("TEST_ROUNDS")


@pytest.fixture
def r5() -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5")
    PointValueFactory.create(product=product, points=310)
    return product


def whole(serial: str) -> Details:
    return Details(serial, PartialDate(date(2024, 1, 1), YEAR), "LV", "unknown")


def asked(owner: User, claimant: User, product: Product, serial: str, at: datetime) -> Transfer:
    """One company has the camera, the other asks for it."""
    facts: dict[str, Any] = {"product": product, "details": whole(serial), "at": at}
    actions.register(company=owner.role.company, by=owner, key=uuid.uuid4(), **facts)
    return actions.claim(company=claimant.role.company, by=claimant, key=uuid.uuid4(), **facts)


def points_of(person: User) -> int:
    return Balance.objects.points_of(person.role.company)


def live(product: Product, serial: str) -> int:
    return Registration.objects.live().filter(product=product, serial=serial).count()


def test_transfer_against_sale(anna: User, stranger: User, r5: Product, at: datetime) -> None:
    """Either the camera was sold first and the number is free, or it was transferred and the sale came too late."""
    transferred = 0
    for round_ in range(ROUNDS):
        serial = f"61318609{round_:04}"
        claim = asked(stranger, anna, r5, serial, at)

        def act(place: int, claim: Transfer = claim) -> object:
            if place % 2:
                return actions.end(registration=claim.given, reason="sold", by=stranger, at=at)
            return actions.release(claim=Transfer.objects.get(pk=claim.pk), by=stranger, at=at)

        at_once(act)
        claim.refresh_from_db()
        assert claim.status in {Transfer.Status.RELEASED, Transfer.Status.FREED}
        assert live(r5, serial) == (claim.status == Transfer.Status.RELEASED)
        transferred += claim.status == Transfer.Status.RELEASED
    assert (points_of(anna), points_of(stranger)) == (310 * transferred, 0)
    assert not Balance.objects.differing().exists()


def test_every_answer_at_once_leaves_one(
    anna: User, stranger: User, vera: User, r5: Product, at: datetime
) -> None:
    answers: list[Callable[[Transfer], object]] = [
        lambda claim: actions.release(claim=claim, by=stranger, at=at),
        lambda claim: actions.dispute_transfer(claim=claim, by=stranger, at=at),
        lambda claim: actions.withdraw(claim=claim, by=anna, at=at),
        lambda claim: actions.grant(claim=claim, reason="So.", by=vera, at=at),
        lambda claim: actions.decline(claim=claim, reason="So.", by=vera, at=at),
        lambda claim: actions.end(registration=claim.wanted, reason="scrapped", by=anna, at=at),
        lambda claim: actions.expire_due(at=claim.answer_until),
    ]
    for round_ in range(10):
        serial = f"71318609{round_:04}"
        claim = asked(stranger, anna, r5, serial, at)
        at_once(lambda place, claim=claim: answers[place % 7](Transfer.objects.get(pk=claim.pk)), 14)  # type: ignore[misc]
        assert live(r5, serial) <= 1
    assert points_of(anna) + points_of(stranger) == sum(Entry.objects.values_list("amount", flat=True))
    counting = Registration.objects.complete().count()
    assert points_of(anna) + points_of(stranger) == 310 * counting
    assert not Balance.objects.differing().exists()


def test_companies_that_ask_one_another_at_once_do_not_wait_in_a_circle(
    anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    for round_ in range(10):
        there = asked(stranger, anna, r5, f"81318609{round_:04}", at)
        back = asked(anna, stranger, r5, f"91318609{round_:04}", at)
        sides = [(there, stranger), (back, anna)]
        at_once(lambda n, sides=sides: actions.release(claim=sides[n % 2][0], by=sides[n % 2][1], at=at), 8)  # type: ignore[misc]
    assert (points_of(anna), points_of(stranger)) == (3100, 3100)
    assert not Balance.objects.differing().exists()


def test_one_number_asked_for_from_many_windows_is_asked_for_once(
    anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    company, details = stranger.role.company, whole("613186091390")
    actions.register(company=company, by=stranger, product=r5, details=details, key=uuid.uuid4(), at=at)
    mine, key = anna.role.company, uuid.uuid4()
    answers = at_once(
        lambda _: actions.claim(company=mine, by=anna, product=r5, details=details, key=key, at=at)
    )
    assert answers == [Transfer.objects.get()] * 16
    assert Registration.objects.of(mine).count() == 1


def test_one_correction_from_many_windows_moves_the_points_once(
    anna: User, r5: Product, at: datetime
) -> None:
    other = ProductFactory.create(name="EOS R5 Mark II")
    PointValueFactory.create(product=other, points=335)
    camera = actions.register(
        company=anna.role.company, by=anna, product=r5, details=whole("613186091390"), key=uuid.uuid4(), at=at
    )
    at_once(
        lambda n: (
            actions.end(registration=camera, reason="sold", by=anna, at=at)
            if n == 15
            else actions.correct(
                registration=camera, product=other, details=whole("613186091390"), seen=0, by=anna, at=at
            )
        )
    )
    assert points_of(anna) == 0
    assert not Balance.objects.differing().exists()
