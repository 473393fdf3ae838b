"""Sixteen at once, fifty times over: one owner for a serial, old gear moves once, a transfer and a sale agree."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import User
from cps_portal.lib.errors import DomainError
from points.models import Balance
from products import actions
from products.actions import Details
from products.dates import YEAR, PartialDate
from products.models import LegacyProduct, OldAddressProof, Product, Registration, Transfer
from tests.factories import LegacyMemberFactory, LegacyProductFactory, PointValueFactory, ProductFactory
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

THREADS = 16
ROUNDS = size("TEST_ROUNDS")
Act = Callable[[int], object]
Crowd = Callable[[Act], list[object]]


@pytest.fixture
def crowd(db: None) -> Iterator[Crowd]:
    """Sixteen threads with a connection each, which they keep from round to round; a refusal is an answer."""
    gate = Barrier(THREADS)

    def one(act: Act, place: int) -> object:
        connection.ensure_connection()
        gate.wait(timeout=60)
        try:
            return act(place)
        except DomainError as refusal:
            return refusal

    def leave(_place: int) -> None:
        gate.wait(timeout=60)
        connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        yield lambda act: list(pool.map(one, [act] * THREADS, range(THREADS)))
        list(pool.map(leave, range(THREADS)))


@pytest.fixture
def r5() -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5")
    PointValueFactory.create(product=product, points=310)
    return product


def whole(serial: str) -> Details:
    return Details(serial, PartialDate(date(2024, 1, 1), YEAR), "LV", "unknown")


def register(person: User, product: Product, serial: str, at: datetime) -> Registration:
    return actions.register(
        company=person.role.company,
        by=person,
        product=product,
        details=whole(serial),
        key=uuid.uuid4(),
        at=at,
    )


def total(*people: User) -> int:
    return sum(Balance.objects.points_of(person.role.company) for person in people)


def test_the_same_serial_by_two_companies_has_one_owner(
    crowd: Crowd, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    people = [anna, stranger]
    for round_ in range(1, ROUNDS + 1):
        serial = f"6131{round_:08}"
        answers = crowd(lambda place: register(people[place % 2], r5, serial, at))  # noqa: B023
        assert sum(isinstance(answer, Registration) for answer in answers) == 1
        assert Registration.objects.live().filter(serial=serial).count() == 1
        assert total(*people) == 310 * round_
    assert not Balance.objects.differing().exists()


def test_migration_pressed_sixteen_times_moves_each_row_once(
    crowd: Crowd, anna: User, r5: Product, at: datetime
) -> None:
    company = anna.role.company
    company.old_cps_email = "old@studio.example"
    company.save()
    OldAddressProof.objects.create(
        company=company, email=company.old_cps_email, method="link", created_at=at, proven_at=at
    )
    member = LegacyMemberFactory.create(email=company.old_cps_email)
    known = {"purchased_on": date(2020, 1, 1), "purchase_precision": "year", "country": "LV", "dealer": "CVP"}
    for round_ in range(1, ROUNDS + 1):
        rows = [
            LegacyProductFactory.create(member=member, product=r5, serial=f"{round_:06}{place}", **known).pk
            for place in range(3)
        ]
        answers = crowd(lambda _place: actions.migrate(company=company, chosen=rows, by=anna, at=at))  # noqa: B023
        moved = [len(answer.moved) for answer in answers if isinstance(answer, actions.Migration)]
        assert sorted(moved) == [0] * (THREADS - 1) + [3]
        assert total(anna) == 3 * 310 * round_
    assert not LegacyProduct.objects.filter(registration=None).exists()
    assert Registration.objects.count() == 3 * ROUNDS


def test_a_transfer_and_a_sale_at_once_leave_one_owner_or_none(
    crowd: Crowd, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    for round_ in range(1, ROUNDS + 1):
        serial = f"6131{round_:08}"
        given = register(anna, r5, serial, at)
        claim = actions.claim(
            company=stranger.role.company,
            by=stranger,
            product=r5,
            details=whole(serial),
            key=uuid.uuid4(),
            at=at,
        )

        def act(place: int, given: Registration = given, claim: Transfer = claim) -> object:
            if place % 2:
                return actions.release(claim=claim, by=anna, at=at)
            return actions.end(registration=given, reason="sold", by=anna, at=at)

        crowd(act)
        claim.refresh_from_db()
        holders = Registration.objects.live().complete().filter(serial=serial)
        assert [one.company for one in holders] == [stranger.role.company] * (claim.status == "released")
        assert claim.status in ("released", "freed")
        assert total(anna) == 0
        released = Transfer.objects.filter(status="released").count()
        assert total(stranger) == 310 * released
    assert not Balance.objects.differing().exists()
