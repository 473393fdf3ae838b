import uuid
from datetime import date, datetime, timedelta

import pytest

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Entry
from products import actions
from products.actions import Details
from products.dates import DAY, YEAR, PartialDate
from products.models import PointValue, Product, Registration
from subscriptions.models import Invitation
from tests.factories import PointValueFactory, ProductFactory, RegistrationFactory

WHOLE = Details(
    serial="613186091390", purchased=PartialDate(date(2024, 9, 19), DAY), country="LV", dealer="Foto Mājas"
)


@pytest.fixture
def r5(db: None) -> Product:
    """A camera worth 310 points."""
    product = ProductFactory.create(name="EOS R5", launch_year=2020)
    PointValueFactory.create(product=product, points=310)
    return product


def register(
    company: Company,
    by: User,
    product: Product,
    at: datetime,
    details: Details = WHOLE,
    key: uuid.UUID | None = None,
) -> Registration:
    return actions.register(
        company=company, by=by, product=product, details=details, key=key or uuid.uuid4(), at=at
    )


def points_of(company: Company) -> int:
    return Balance.objects.points_of(company)


def test_a_complete_registration_counts_at_once(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at)
    assert registration.is_complete
    assert points_of(company) == 310


def test_the_entry_says_what_was_registered_by_whom(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at)
    entry = Entry.objects.get(reference=registration.reference)
    assert entry.cause == "You registered EOS R5, serial number 613186091390."
    assert (entry.by, entry.effective_at) == (anna, at)


def test_the_model_alone_is_enough_to_begin_with(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at, Details())
    assert registration.to_add == "To add: serial number, purchase date, country of purchase, dealer"
    assert not registration.is_complete
    assert points_of(company) == 0


@pytest.mark.parametrize("missing", ["serial", "country", "dealer"])
def test_whatever_is_missing_keeps_the_points_back(
    company: Company, anna: User, r5: Product, at: datetime, missing: str
) -> None:
    given = {
        "serial": WHOLE.serial,
        "country": "LV",
        "dealer": "unknown",
        "purchased": WHOLE.purchased,
        missing: "",
    }
    registration = register(company, anna, r5, at, Details(**given))  # type: ignore[arg-type]
    assert registration.missing == [missing]
    assert points_of(company) == 0


def test_a_year_and_an_unknown_dealer_are_good_enough(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    rough = Details("613186091390", PartialDate(date(2021, 1, 1), YEAR), "JP", "unknown")
    registration = register(company, anna, r5, at, rough)
    assert (registration.purchased and registration.purchased.said, registration.dealer) == (
        "2021",
        "unknown",
    )
    assert points_of(company) == 310


def test_the_same_form_sent_twice_registers_once(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    key = uuid.uuid4()
    first = register(company, anna, r5, at, key=key)
    assert register(company, anna, r5, at, key=key) == first
    assert Registration.objects.count() == 1
    assert points_of(company) == 310


def test_the_same_form_with_something_else_in_it_is_questioned(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    key = uuid.uuid4()
    register(company, anna, r5, at, key=key)
    with pytest.raises(actions.FormSentBefore, match="for EOS R5"):
        register(company, anna, ProductFactory.create(), at, key=key)
    assert Registration.objects.count() == 1


def test_a_model_without_points_is_complete_and_brings_none(
    company: Company, anna: User, at: datetime
) -> None:
    adapter = ProductFactory.create(name="Mount Adapter EF-EOS R", category="accessory")
    assert register(company, anna, adapter, at).is_complete
    assert not Entry.objects.exists()


def test_what_is_used_up_cannot_be_registered(company: Company, anna: User, at: datetime) -> None:
    paper = ProductFactory.create(category="consumable", is_registrable=False)
    with pytest.raises(DomainError, match="cannot be registered"):
        register(company, anna, paper, at)


def test_gear_from_outside_the_home_market_is_shown_to_staff(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    abroad = register(company, anna, r5, at, Details(serial="222222", country="HK"))
    register(company, anna, r5, at, Details(serial="333333", country="GB"))
    register(company, anna, r5, at, Details(serial="444444"))
    assert list(Registration.objects.bought_outside()) == [abroad]


def test_a_later_value_touches_later_registrations_only(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    PointValue.objects.create(product=r5, points=500, source="published", from_on=date(2026, 10, 1))
    before = register(company, anna, r5, at, Details())
    after = register(company, anna, r5, at + timedelta(days=30), Details())
    actions.fill_in(registration=before, details=WHOLE, by=anna, at=at + timedelta(days=60))
    assert (before.points, after.points) == (310, 500)
    assert points_of(company) == 310


# --- serial numbers that are taken ---------------------------------------------------------------


def test_a_serial_of_another_company_is_refused_without_naming_it(
    company: Company, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    register(stranger.role.company, stranger, r5, at)
    with pytest.raises(actions.SerialTaken) as refusal:
        register(company, anna, r5, at)
    assert refusal.value.field == "serial"
    assert "proof of purchase" in refusal.value.message
    assert stranger.role.company.legal_name not in refusal.value.message
    assert points_of(company) == 0


def test_a_serial_of_ones_own_is_refused_in_other_words(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    register(company, anna, r5, at)
    with pytest.raises(actions.SerialTaken, match="You have registered this serial number already"):
        register(company, anna, r5, at)


def test_another_model_may_have_the_same_serial(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    register(company, anna, r5, at)
    assert register(company, anna, ProductFactory.create(), at).is_complete


def test_two_products_without_a_serial_are_no_conflict(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    register(company, anna, r5, at, Details())
    register(company, anna, r5, at, Details())
    assert Registration.objects.count() == 2


def test_what_was_sold_may_be_registered_by_its_new_owner(
    company: Company, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    sold = register(stranger.role.company, stranger, r5, at)
    actions.end(registration=sold, reason="sold", by=stranger, at=at)
    assert register(company, anna, r5, at).is_complete
    assert (points_of(company), points_of(stranger.role.company)) == (310, 0)


# --- what was missing ----------------------------------------------------------------------------


def test_the_last_missing_thing_brings_the_points(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at, Details(serial="613186091390", country="LV"))
    later = at + timedelta(days=1)
    actions.fill_in(registration=registration, details=Details(dealer="CVP"), by=anna, at=later)
    assert points_of(company) == 0
    whole = actions.fill_in(
        registration=registration,
        details=Details(purchased=PartialDate(date(2024, 1, 1), YEAR)),
        by=anna,
        at=later,
    )
    assert whole.completed_at == later
    assert points_of(company) == 310


def test_the_same_answer_twice_counts_once(company: Company, anna: User, r5: Product, at: datetime) -> None:
    registration = register(company, anna, r5, at, Details())
    for _click in range(2):
        actions.fill_in(registration=registration, details=WHOLE, by=anna, at=at)
    assert points_of(company) == 310


def test_what_was_filled_in_meanwhile_is_not_overwritten(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at, Details())
    actions.fill_in(registration=registration, details=Details(serial="111111"), by=anna, at=at)
    with pytest.raises(StaleDecision):
        actions.fill_in(registration=registration, details=Details(serial="222222"), by=anna, at=at)
    registration.refresh_from_db()
    assert registration.serial == "111111"


def test_a_taken_serial_is_refused_when_it_is_added_later(
    company: Company, anna: User, stranger: User, r5: Product, at: datetime
) -> None:
    register(stranger.role.company, stranger, r5, at)
    registration = register(company, anna, r5, at, Details())
    with pytest.raises(actions.SerialTaken):
        actions.fill_in(registration=registration, details=WHOLE, by=anna, at=at)
    registration.refresh_from_db()
    assert registration.serial == ""
    assert points_of(company) == 0


def test_nothing_is_added_to_what_has_ended(company: Company, anna: User, r5: Product, at: datetime) -> None:
    registration = register(company, anna, r5, at, Details())
    actions.end(registration=registration, reason="stolen", by=anna, at=at)
    with pytest.raises(StaleDecision):
        actions.fill_in(registration=registration, details=WHOLE, by=anna, at=at)


# --- the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("sold", "You sold EOS R5, serial number 613186091390."),
        ("stolen", "EOS R5, serial number 613186091390, was stolen."),
        ("scrapped", "EOS R5, serial number 613186091390, was scrapped."),
    ],
)
def test_an_end_takes_the_points_away_by_a_reversing_entry(
    company: Company, anna: User, r5: Product, at: datetime, reason: str, cause: str
) -> None:
    registration = register(company, anna, r5, at)
    actions.end(registration=registration, reason=reason, by=anna, at=at)
    reversal = Entry.objects.get(reverses__reference=registration.reference)
    assert (reversal.amount, reversal.cause) == (-310, cause)
    assert points_of(company) == 0


def test_an_end_twice_takes_the_points_once(company: Company, anna: User, r5: Product, at: datetime) -> None:
    registration = register(company, anna, r5, at)
    for _click in range(2):
        actions.end(registration=registration, reason="sold", by=anna, at=at)
    assert points_of(company) == 0


def test_what_was_sold_cannot_be_stolen_afterwards(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at)
    actions.end(registration=registration, reason="sold", by=anna, at=at)
    with pytest.raises(StaleDecision):
        actions.end(registration=registration, reason="stolen", by=anna, at=at)


def test_what_never_counted_ends_without_an_entry(
    company: Company, anna: User, r5: Product, at: datetime
) -> None:
    registration = register(company, anna, r5, at, Details())
    actions.end(registration=registration, reason="scrapped", by=anna, at=at)
    assert not Entry.objects.exists()


# --- the invitation ------------------------------------------------------------------------------


def test_reaching_the_lowest_level_invites_the_company(company: Company, anna: User, at: datetime) -> None:
    lens = ProductFactory.create()
    PointValueFactory.create(product=lens, points=500)
    register(company, anna, lens, at, Details())
    assert not Invitation.objects.exists()
    registration = Registration.objects.get()
    actions.fill_in(registration=registration, details=WHOLE, by=anna, at=at)
    assert Invitation.objects.get().company == company


@pytest.mark.usefixtures("anna")
def test_a_registration_of_the_factory_is_unfinished() -> None:
    assert RegistrationFactory.create().missing == ["serial", "purchased", "country", "dealer"]
