"""Many at once, on a real PostgreSQL: nothing doubled, nothing lost, nobody waits for ever."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError
from points import actions as points
from points.cause import Cause
from points.models import Balance, Entry
from products import actions as products
from products.actions import Details
from products.dates import YEAR, PartialDate
from products.models import LegacyProduct, OldAddressProof, Product, Registration
from subscriptions.models import Invitation
from tests.factories import (
    CompanyFactory,
    LegacyMemberFactory,
    LegacyProductFactory,
    PointValueFactory,
    ProductFactory,
    RoleFactory,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CAUSE = Cause("You registered %(model)s.", {"model": "EOS R5"})
THREADS = 16


def at_once(act: Callable[[int], object], number: int = THREADS) -> list[object]:
    """Run an act in many threads that start together; refusals come back as answers, anything else fails."""
    gate = Barrier(number)

    def one(place: int) -> object:
        try:
            with (
                connection.cursor() as cursor
            ):  # The connection is open before the start, or they would not meet.
                cursor.execute("SELECT 1")
            gate.wait(timeout=30)
            return act(place)
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def refusals(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, DomainError)]


@pytest.fixture
def r5() -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5")
    PointValueFactory.create(product=product, points=310)
    return product


def whole(serial: str) -> Details:
    return Details(serial, PartialDate(date(2024, 1, 1), YEAR), "LV", "unknown")


@pytest.mark.parametrize("round_", range(3))
def test_one_reference_from_many_threads_counts_once(company: Company, at: datetime, round_: int) -> None:
    answers = at_once(
        lambda _: points.credit(company=company, amount=310, reference="gear:1", cause=CAUSE, at=at)
    )
    assert answers == [Entry.objects.get()] * THREADS
    assert Balance.objects.points_of(company) == 310


def test_many_references_at_once_all_count(company: Company, at: datetime) -> None:
    at_once(lambda n: points.credit(company=company, amount=n + 1, reference=f"gear:{n}", cause=CAUSE, at=at))
    assert Balance.objects.points_of(company) == sum(range(THREADS + 1))
    assert not Balance.objects.differing().exists()


def test_crossed_references_do_not_wait_for_one_another_for_ever(company: Company, at: datetime) -> None:
    def several(place: int) -> None:
        references = ["gear:1", "gear:2", "gear:3"]
        with transaction.atomic():
            for reference in references if place % 2 else reversed(references):
                points.credit(company=company, amount=10, reference=reference, cause=CAUSE, at=at)

    at_once(several)
    assert Balance.objects.points_of(company) == 30


def test_an_entry_reversed_from_many_threads_is_reversed_once(company: Company, at: datetime) -> None:
    entry = points.credit(company=company, amount=310, reference="gear:1", cause=CAUSE, at=at)
    answers = at_once(lambda n: points.reverse(entry=entry, reference=f"sold:{n}", cause=CAUSE, at=at))
    assert len(refusals(answers)) == THREADS - 1
    assert Balance.objects.points_of(company) == 0


@pytest.mark.parametrize("round_", range(3))
def test_one_serial_by_two_companies_is_registered_by_one(
    anna: User, stranger: User, r5: Product, at: datetime, round_: int
) -> None:
    people = [anna, stranger]

    def register(place: int) -> Registration:
        person = people[place % 2]
        return products.register(
            company=person.role.company,
            by=person,
            product=r5,
            details=whole("613186091390"),
            key=uuid.uuid4(),
            at=at,
        )

    answers = at_once(register, 8)
    assert len(refusals(answers)) == 7
    assert sum(Balance.objects.points_of(person.role.company) for person in people) == 310
    assert not Balance.objects.differing().exists()


def test_one_form_from_many_windows_registers_once(anna: User, r5: Product, at: datetime) -> None:
    key = uuid.uuid4()
    company = anna.role.company

    def register(_place: int) -> Registration:
        return products.register(
            company=company, by=anna, product=r5, details=whole("613186091390"), key=key, at=at
        )

    answers = at_once(register, 8)
    assert answers == [Registration.objects.get()] * 8
    assert Balance.objects.points_of(company) == 310


@pytest.fixture
def moving(anna: User, r5: Product, at: datetime) -> list[LegacyProduct]:
    """Twelve pieces of gear in a proven old account: 3720 points."""
    company = anna.role.company
    company.old_cps_email = "old@studio.example"
    company.save()
    OldAddressProof.objects.create(
        company=company, email=company.old_cps_email, method="link", created_at=at, proven_at=at
    )
    member = LegacyMemberFactory.create(email=company.old_cps_email)
    details = {
        "purchased_on": date(2020, 1, 1),
        "purchase_precision": "year",
        "country": "LV",
        "dealer": "CVP",
    }
    return [
        LegacyProductFactory.create(member=member, product=r5, serial=f"10000000{place:02}", **details)
        for place in range(12)
    ]


@pytest.mark.parametrize("round_", range(3))
def test_migrate_pressed_eight_times_moves_everything_once(
    anna: User, moving: list[LegacyProduct], at: datetime, round_: int
) -> None:
    company = anna.role.company
    chosen = [row.pk for row in moving]
    answers = at_once(lambda _: products.migrate(company=company, chosen=chosen, by=anna, at=at), 8)
    assert sorted(len(answer.moved) for answer in answers) == [0] * 7 + [12]  # type: ignore[attr-defined]
    assert Registration.objects.count() == 12
    assert Balance.objects.points_of(company) == 3720
    assert Invitation.objects.count() == 1


def test_two_companies_with_the_same_gear_move_each_piece_once(
    anna: User, moving: list[LegacyProduct], r5: Product, at: datetime
) -> None:
    other = CompanyFactory.create(old_cps_email="older@other.example")
    otto = RoleFactory.create(company=other).user
    OldAddressProof.objects.create(
        company=other, email=other.old_cps_email, method="link", created_at=at, proven_at=at
    )
    member = LegacyMemberFactory.create(email=other.old_cps_email)
    for row in reversed(moving):
        LegacyProductFactory.create(member=member, product=r5, serial=row.serial)
    everything = list(LegacyProduct.objects.values_list("pk", flat=True))
    people = [anna, otto]
    at_once(
        lambda n: products.migrate(
            company=people[n % 2].role.company, chosen=everything, by=people[n % 2], at=at
        ),
        4,
    )
    assert Registration.objects.live().count() == 12
    assert not Balance.objects.differing().exists()


def test_sold_and_filled_in_at_once_ends_without_points(anna: User, r5: Product, at: datetime) -> None:
    company = anna.role.company
    registration = products.register(
        company=company, by=anna, product=r5, details=Details(), key=uuid.uuid4(), at=at
    )

    def act(place: int) -> Registration:
        if place % 2:
            return products.fill_in(registration=registration, details=whole("12345"), by=anna, at=at)
        return products.end(registration=registration, reason="sold", by=anna, at=at)

    at_once(act, 8)
    assert Balance.objects.points_of(company) == 0
    assert not Balance.objects.differing().exists()
