"""Whatever companies do with their gear, in whatever order and from however many windows: the points are right.

Hypothesis plays three companies on a real PostgreSQL, some steps from two connections at once. Nothing is emptied
between the plays: each has its own cast and serial numbers, and one statement looks at the whole of it afterwards.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from accounts.models import User
from cps_portal.lib.errors import DomainError
from points import actions as points
from points.actions import Wanted
from points.cause import Cause
from points.models import Correction, Entry
from products import actions, tables
from products.actions import Details
from products.actions.legacy import MEMBER_COLUMNS, PRODUCT_COLUMNS
from products.dates import YEAR, PartialDate
from products.models import LegacyProduct, OldAddressProof, Product, Registration, Transfer
from subscriptions import actions as subscriptions
from tests.factories import PointValueFactory, ProductFactory, RoleFactory, StaffFactory
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

STEPS = size("TEST_STEPS")
STEPS_A_PLAY = 50
BEGIN = datetime.fromisoformat("2026-09-14T10:00:00+00:00")
COMPANIES, MODELS, SERIALS = 3, 3, 8

# A company whose balance, entries and gear do not say the same, or a serial number that is live twice.
WRONG = """
SELECT company.id::text, kept.points::text, summed.total::text, gear.total::text, corrected.total::text
FROM unnest(%(cast)s::bigint[]) AS company (id)
LEFT JOIN points_balance AS kept ON kept.company_id = company.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total FROM points_entry WHERE company_id = company.id
) AS summed
CROSS JOIN LATERAL (
    SELECT coalesce(sum(points), 0) AS total FROM products_registration
    WHERE company_id = company.id AND ended_at IS NULL AND completed_at IS NOT NULL
) AS gear
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total FROM points_correction
    WHERE company_id = company.id AND status = 'booked'
          AND NOT EXISTS (SELECT FROM points_entry WHERE reverses_id = points_correction.entry_id)
) AS corrected
WHERE coalesce(kept.points, 0) <> summed.total OR summed.total <> gear.total + corrected.total
UNION ALL
SELECT 'serial', serial, count(*)::text, '', '' FROM products_registration
WHERE company_id = ANY(%(cast)s) AND ended_at IS NULL AND serial <> ''
GROUP BY product_id, serial HAVING count(*) > 1
"""

Act = Callable[[], object]
numbers = st.integers(0, 999)
plays = count(1)


class Stage:
    """What all plays share: the models, two members of staff, and two more windows with connections of their own."""

    models: list[Product]
    staff: list[User]
    windows: ThreadPoolExecutor
    steps: int = 0


def tried(act: Act) -> object:
    """Run an act; a refusal is an answer, anything else a failure."""
    try:
        return act()
    except DomainError as refusal:
        return refusal


def at_once(*acts: Act) -> None:
    gate = Barrier(len(acts))

    def one(act: Act) -> object:
        connection.ensure_connection()
        gate.wait(timeout=30)
        return tried(act)

    for done in [Stage.windows.submit(one, act) for act in acts]:
        done.result(timeout=60)


class Play(RuleBasedStateMachine):
    """Three companies with gear, old accounts and staff who correct."""

    def __init__(self) -> None:
        super().__init__()
        self.number = next(plays)
        # Nobody logs in here, and hashing passwords would cost more than the whole play.
        people = [
            User.objects.create(email=f"owner{self.number}.{n}@studio.example") for n in range(COMPANIES)
        ]
        self.owners = [
            RoleFactory.create(user=person, company__old_cps_email=self.address(n)).user
            for n, person in enumerate(people)
        ]
        self.companies = [owner.role.company for owner in self.owners]
        for company in self.companies:
            email = company.old_cps_email
            OldAddressProof.objects.create(
                company=company, email=email, method="link", created_at=BEGIN, proven_at=BEGIN
            )
        self.at = BEGIN

    def address(self, who: int) -> str:
        return f"old{self.number}.{who}@studio.example"

    def teardown(self) -> None:
        self.look()

    def look(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(WRONG, {"cast": [company.pk for company in self.companies]})
            assert cursor.fetchall() == []

    def now(self) -> datetime:
        Stage.steps += 1
        self.at += timedelta(seconds=1)
        return self.at

    def whole(self, serial: int) -> Details:
        text = f"{self.number:06}{serial % SERIALS:06}"
        return Details(text, PartialDate(date(2024, 1, 1), YEAR), "LV", "unknown")

    def gear(self, which: int, **facts: Any) -> Registration | None:
        mine = Registration.objects.live().filter(company__in=self.companies, **facts)
        rows = list(mine.select_related("company", "product").order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def registering(self, who: int, model: int, details: Details) -> Act:
        owner, at = self.owners[who % COMPANIES], self.now()
        product = Stage.models[model % MODELS]
        return lambda: actions.register(
            company=owner.role.company, by=owner, product=product, details=details, key=uuid.uuid4(), at=at
        )

    def ending(self, gear: Registration) -> Act:
        at = self.now()
        return lambda: actions.end(registration=gear, reason="sold", by=self.owners[0], at=at)

    def completing(self, gear: Registration, serial: int) -> Act:
        at, details = self.now(), self.whole(serial)
        return lambda: actions.fill_in(registration=gear, details=details, by=self.owners[0], at=at)

    def migrating(self, who: int) -> Act:
        owner, at = self.owners[who % COMPANIES], self.now()
        rows = LegacyProduct.objects.waiting_for(owner.role.company).values_list("pk", flat=True)
        chosen = list(rows)
        return lambda: actions.migrate(company=owner.role.company, chosen=chosen, by=owner, at=at)

    @rule(who=numbers, model=numbers, serial=numbers)
    def register(self, who: int, model: int, serial: int) -> None:
        tried(self.registering(who, model, self.whole(serial)))

    @rule(who=numbers, model=numbers)
    def register_unfinished(self, who: int, model: int) -> None:
        tried(self.registering(who, model, Details()))

    @rule(which=numbers, serial=numbers)
    def complete(self, which: int, serial: int) -> None:
        if gear := self.gear(which, completed_at=None):
            tried(self.completing(gear, serial))
        else:
            self.now()

    @rule(which=numbers, model=numbers, serial=numbers)
    def edit(self, which: int, model: int, serial: int) -> None:
        at = self.now()
        if gear := self.gear(which):
            tried(
                lambda: actions.correct(
                    registration=gear,
                    product=Stage.models[model % MODELS],
                    details=self.whole(serial),
                    seen=gear.last_event,
                    by=self.owners[0],
                    at=at,
                )
            )

    @rule(which=numbers)
    def sell(self, which: int) -> None:
        if gear := self.gear(which):
            tried(self.ending(gear))

    @rule(which=numbers, who=numbers)
    def ask_for(self, which: int, who: int) -> None:
        at, owner = self.now(), self.owners[who % COMPANIES]
        if (gear := self.gear(which)) and gear.serial:
            tried(
                lambda: actions.claim(
                    company=owner.role.company,
                    by=owner,
                    product=gear.product,
                    details=self.whole(int(gear.serial[6:])),
                    key=uuid.uuid4(),
                    at=at,
                )
            )

    def claim(self, which: int) -> Transfer | None:
        claims = list(Transfer.objects.open().filter(given__company__in=self.companies).order_by("pk"))
        return claims[which % len(claims)] if claims else None

    @rule(which=numbers)
    def transfer(self, which: int) -> None:
        at = self.now()
        if claim := self.claim(which):
            tried(lambda: actions.release(claim=claim, by=self.owners[0], at=at))

    @rule(which=numbers)
    def withdraw(self, which: int) -> None:
        at = self.now()
        if claim := self.claim(which):
            tried(lambda: actions.withdraw(claim=claim, by=self.owners[0], at=at))

    @rule(who=numbers, model=numbers, serial=numbers)
    def import_(self, who: int, model: int, serial: int) -> None:
        number = f"{(self.number * COMPANIES + who % COMPANIES) % 1_000_000_000:09}"
        members = f"{number},{self.address(who % COMPANIES)},Studio,LV,Silver"
        gear = f"{number},{Stage.models[model % MODELS]},{self.whole(serial).serial},2020,LV,CVP"
        actions.import_legacy(
            members=tables.rows(
                io.StringIO("\n".join([",".join(MEMBER_COLUMNS), members])), columns=MEMBER_COLUMNS
            ),
            products=tables.rows(
                io.StringIO("\n".join([",".join(PRODUCT_COLUMNS), gear])), columns=PRODUCT_COLUMNS
            ),
            at=self.now(),
        )

    @rule(who=numbers)
    def migrate(self, who: int) -> None:
        tried(self.migrating(who))

    @rule(who=numbers, amount=st.sampled_from([-700, -30, 30, 700]))
    def correct(self, who: int, amount: int) -> None:
        company, (vera, olga), at = self.companies[who % COMPANIES], Stage.staff, self.now()
        correction = subscriptions.correct_points(
            company=company, wanted=Wanted(amount, "Counted wrongly."), key=uuid.uuid4(), by=vera, at=at
        )
        if correction.is_waiting:
            subscriptions.approve_correction(correction=correction, note="", by=olga, at=at)

    @rule(which=numbers)
    def reverse(self, which: int) -> None:
        at = self.now()
        booked = Correction.objects.filter(
            company__in=self.companies, entry__reversed_by=None, status="booked"
        )
        if found := list(booked.select_related("entry").order_by("pk")):
            entry = found[which % len(found)].entry
            assert isinstance(entry, Entry)
            points.reverse(entry=entry, reference=f"undone:{entry.pk}", cause=Cause("Wrong."), at=at)

    # --- two windows at once ---

    @rule(model=numbers, serial=numbers)
    def two_companies_register_the_same(self, model: int, serial: int) -> None:
        details = self.whole(serial)
        at_once(self.registering(0, model, details), self.registering(1, model, details))
        self.look()

    @rule(who=numbers)
    def migrate_twice(self, who: int) -> None:
        at_once(self.migrating(who), self.migrating(who))
        self.look()

    @rule(which=numbers)
    def transfer_against_sale(self, which: int) -> None:
        if claim := self.claim(which):
            at, given = self.now(), Registration.objects.select_related("company").get(pk=claim.given_id)
            release = lambda: actions.release(claim=claim, by=self.owners[0], at=at)  # noqa: E731
            at_once(release, self.ending(given))
            self.look()

    @rule(which=numbers, serial=numbers)
    def complete_against_sale(self, which: int, serial: int) -> None:
        if gear := self.gear(which, completed_at=None):
            at_once(self.completing(gear, serial), self.ending(gear))
            self.look()


@pytest.fixture
def stage(db: None) -> Iterator[type[Stage]]:
    Stage.models = [ProductFactory.create(name=f"EOS R{n}0") for n in range(1, MODELS + 1)]
    for product, worth in zip(Stage.models, (310, 175, 40), strict=True):
        PointValueFactory.create(product=product, points=worth)
    Stage.staff = StaffFactory.create_batch(2)
    Stage.steps = 0
    with ThreadPoolExecutor(2) as Stage.windows:
        yield Stage
        gate = Barrier(2)

        def leave() -> None:
            gate.wait(timeout=30)
            connections.close_all()

        for left in [Stage.windows.submit(leave) for _window in range(2)]:
            left.result()


def test_the_points_are_right_whatever_companies_do(stage: type[Stage]) -> None:
    rules = settings(
        max_examples=10,
        stateful_step_count=STEPS_A_PLAY,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    while stage.steps < STEPS:
        run_state_machine_as_test(Play, settings=rules)
