"""What members and staff decide: higher levels, renewals, withdrawals by four eyes, permits, and the numbers' fate."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from post_office.models import Email

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Level
from subscriptions import actions
from subscriptions.membership import membership_of
from subscriptions.models import Acceptance, LevelPermit, MembershipNumber, SignUp, Subscription, Term, Terms
from subscriptions.prospect import prospect
from tests.factories import StaffFactory, SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints

TODAY, END = date(2026, 9, 14), date(2027, 1, 1)
LATE = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
Order = Callable[[SignUp, datetime], Term]


@pytest.fixture
def silver(company: Company, anna: User, terms: Terms, has_points: HasPoints, at: datetime) -> Term:
    """Silver for the year 2026, number 151 335 488, with points for Platinum and the terms accepted."""
    has_points(2000)
    actions.accept_terms(company=company, by=anna, terms=terms, at=at)
    subscription = SubscriptionFactory.create(company=company, number__number="151335488")
    return TermFactory.create(subscription=subscription)


@pytest.fixture
def otto(db: None) -> User:
    return StaffFactory.create(name="Otto Officer", email="otto@canon.example")


def level(code: str) -> Level:
    return Level.objects.get(code=code)


def order(sign_up: SignUp, at: datetime) -> Term:
    actions.review(sign_up=sign_up, purchase_order="", at=at)
    return actions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)


def test_a_higher_level_begins_today_and_cuts_the_running_term(
    silver: Term, company: Company, anna: User, at: datetime
) -> None:
    begun = actions.begin_upgrade(company=company, level=level("gold"), by=anna, at=at)
    sheet = prospect(sign_up=begun, at=at)
    gold = order(begun, at)

    silver.refresh_from_db()
    assert (silver.ends_on, silver.promised_until, silver.cut) == (TODAY, END, Term.Cut.UPGRADED)
    assert (gold.starts_on, gold.ends_on, gold.level.code) == (TODAY, date(2027, 9, 14), "gold")
    assert (sheet.before, sheet.unused_days, silver.unused_days) == (silver, 109, 109)
    # 85.00 for 365 days, 109 of them unused.
    assert (sheet.credit_cents, sheet.credit) == (2538, "€25.38")
    assert Email.objects.get().subject == "You are now a member at CPS Gold"
    assert gold.subscription.number_id == "151335488"


def test_a_second_upgrade_on_the_same_day_leaves_an_empty_term_behind(
    silver: Term, company: Company, anna: User, at: datetime
) -> None:
    gold = order(actions.begin_upgrade(company=company, level=level("gold"), by=anna, at=at), at)
    platinum = order(actions.begin_upgrade(company=company, level=level("platinum"), by=anna, at=at), at)
    gold.refresh_from_db()
    assert (gold.starts_on, gold.ends_on, gold.unused_days) == (TODAY, TODAY, 365)
    assert membership_of(company=company, on=TODAY).term == platinum


@pytest.mark.parametrize("code", ["silver"])
def test_a_level_that_is_not_higher_is_no_upgrade(
    silver: Term, company: Company, anna: User, at: datetime, code: str
) -> None:
    with pytest.raises(actions.NoHigherLevel):
        actions.begin_upgrade(company=company, level=level(code), by=anna, at=at)
    assert not SignUp.objects.exists()


def test_an_upgrade_whose_points_fell_meanwhile_is_refused_and_cuts_nothing(
    silver: Term, company: Company, anna: User, has_points: HasPoints, at: datetime
) -> None:
    begun = actions.begin_upgrade(company=company, level=level("gold"), by=anna, at=at)
    actions.review(sign_up=begun, purchase_order="", at=at)
    has_points(900)
    with pytest.raises(actions.LevelOutOfReach):
        actions.start(sign_up=begun, payment=SignUp.Payment.CARD, at=at)
    assert Term.objects.get().cut == ""


def test_who_goes_another_way_gives_the_first_one_up(silver: Term, company: Company, anna: User) -> None:
    renewal = actions.begin_renewal(company=company, by=anna, at=LATE)
    higher = actions.begin_upgrade(company=company, level=level("gold"), by=anna, at=LATE)
    assert SignUp.objects.open().get() == higher
    with pytest.raises(StaleDecision, match="given up"):
        actions.review(sign_up=renewal, purchase_order="", at=LATE)


def test_a_renewal_begins_with_the_level_that_the_points_allow(
    silver: Term, company: Company, anna: User, has_points: HasPoints
) -> None:
    assert actions.begin_renewal(company=company, by=anna, at=LATE).level == silver.level
    SignUp.objects.all().delete()
    has_points(300)
    begun = actions.begin_renewal(company=company, by=anna, at=LATE)
    assert begun.level is None
    with pytest.raises(actions.LevelOutOfReach):
        actions.choose_level(sign_up=begun, level=silver.level, at=LATE)


def test_a_renewal_that_is_paid_for_after_the_end_begins_on_its_day_and_the_gap_shows(
    silver: Term, company: Company, anna: User
) -> None:
    begun = actions.begin_renewal(company=company, by=anna, at=LATE)
    late = order(begun, datetime(2027, 1, 15, 11, 0, tzinfo=UTC))
    assert late.starts_on == date(2027, 1, 15)
    newest, first = membership_of(company=company, on=date(2027, 1, 15)).history
    assert (newest.gap_from, newest.gap_until, newest.gap_days) == (END, date(2027, 1, 14), 14)
    assert first.gap_days == 0


def test_giving_up_orders_nothing(silver: Term, company: Company, anna: User) -> None:
    begun = actions.begin_renewal(company=company, by=anna, at=LATE)
    actions.give_up(sign_up=begun, at=LATE)
    actions.give_up(sign_up=begun, at=LATE)
    assert not SignUp.objects.open().exists()
    assert Term.objects.get() == silver


def test_a_cancellation_of_an_end_that_has_moved_is_refused(
    silver: Term, company: Company, anna: User
) -> None:
    order(actions.begin_renewal(company=company, by=anna, at=LATE), LATE)
    with pytest.raises(StaleDecision, match="31 December 2027"):
        actions.cancel(company=company, seen_until=END, by=anna, at=LATE)
    actions.cancel(company=company, seen_until=date(2028, 1, 1), by=anna, at=LATE)
    assert Subscription.objects.get().renewal == Subscription.Renewal.CANCELLED


def test_every_choice_about_the_renewal_is_kept_once(
    silver: Term, company: Company, anna: User, at: datetime
) -> None:
    for _click in range(2):
        actions.switch_on_automatic_renewal(company=company, by=anna, at=at)
    for _click in range(2):
        actions.cancel(company=company, seen_until=END, by=anna, at=at)
    actions.resume(company=company, by=anna, at=at)
    acts = silver.subscription.choices.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["switched on", "cancelled", "resumed"]
    assert [mail.subject for mail in Email.objects.order_by("pk")] == [
        "Your membership ends on 31 December 2026",
        "Your cancellation is taken back",
    ]


def test_a_withdrawal_takes_four_eyes(silver: Term, vera: User, otto: User, at: datetime) -> None:
    proposal = actions.propose_withdrawal(
        subscription=silver.subscription, reason="terms", note="Rented the card out", by=vera, at=at
    )
    with pytest.raises(actions.TwoPeopleNeeded):
        actions.approve_withdrawal(withdrawal=proposal, by=vera, at=at)
    assert Term.objects.get().cut == ""

    actions.approve_withdrawal(withdrawal=proposal, by=otto, at=at)
    silver.refresh_from_db()
    assert (silver.ends_on, silver.cut, silver.unused_days) == (TODAY, Term.Cut.WITHDRAWN, 109)
    mail = Email.objects.get()
    assert "The terms of use were not kept." in mail.message
    assert "Rented the card out" not in mail.message
    with pytest.raises(StaleDecision):
        actions.reject_withdrawal(withdrawal=proposal, by=otto, at=at)


def test_the_table_itself_refuses_two_eyes(silver: Term, vera: User, at: datetime) -> None:
    proposal = actions.propose_withdrawal(
        subscription=silver.subscription, reason="terms", note="Note", by=vera, at=at
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        type(proposal).objects.update(status="approved", decided_by=vera, decided_at=at)


def test_a_withdrawal_takes_the_renewal_with_it(
    silver: Term, company: Company, anna: User, vera: User, otto: User
) -> None:
    order(actions.begin_renewal(company=company, by=anna, at=LATE), LATE)
    proposal = actions.propose_withdrawal(
        subscription=silver.subscription, reason="closed", note="Register", by=vera, at=LATE
    )
    actions.approve_withdrawal(withdrawal=proposal, by=otto, at=LATE)
    assert [term.unused_days for term in Term.objects.order_by("starts_on")] == [31, 365]
    assert not Term.objects.not_over(on=date(2026, 12, 1)).exists()
    assert membership_of(company=company, on=date(2027, 6, 1)).until == date(2026, 11, 30)


def test_after_a_withdrawal_the_next_membership_has_a_new_number_and_the_old_one_leads_to_it(
    silver: Term, company: Company, anna: User, vera: User, otto: User, at: datetime
) -> None:
    proposal = actions.propose_withdrawal(
        subscription=silver.subscription, reason="error", note="Note", by=vera, at=at
    )
    actions.approve_withdrawal(withdrawal=proposal, by=otto, at=at)
    later = at + timedelta(days=30)
    begun = actions.begin_sign_up(company=company, by=anna, at=later)
    actions.choose_level(sign_up=begun, level=level("silver"), at=later)
    term = order(begun, later)

    assert term.subscription.number_id != "151335488"
    old = MembershipNumber.objects.get(pk="151335488")
    assert (old.kind, old.company.subscription.number) == ("former", term.subscription.number)
    assert company.membership_numbers.filter(kind="current").count() == 1


@pytest.mark.parametrize(
    ("reason", "until"), [("", date(2026, 10, 1)), ("  ", date(2026, 10, 1)), ("Trade fair", TODAY)]
)
def test_a_permit_has_a_reason_and_an_end(
    company: Company, vera: User, at: datetime, reason: str, until: date
) -> None:
    with pytest.raises(DomainError):
        actions.permit_level(
            company=company, level=level("gold"), reason=reason, until_on=until, by=vera, at=at
        )
    assert not LevelPermit.objects.exists()


def test_a_permitted_level_can_be_chosen_until_its_day(
    company: Company, anna: User, terms: Terms, vera: User, at: datetime
) -> None:
    until = TODAY + timedelta(days=10)
    permit = actions.permit_level(
        company=company, level=level("gold"), reason="Trade fair", until_on=until, by=vera, at=at
    )
    assert membership_of(company=company, on=TODAY).reached == (level("gold"),)
    assert membership_of(company=company, on=until).reached == ()
    with pytest.raises(DomainError, match="already"):
        actions.permit_level(
            company=company, level=level("gold"), reason="Again", until_on=until, by=vera, at=at
        )

    begun = actions.accept_and_begin(company=company, by=anna, terms=terms, at=at)
    with pytest.raises(actions.LevelOutOfReach):
        actions.choose_level(sign_up=begun, level=level("silver"), at=at)
    actions.choose_level(sign_up=begun, level=level("gold"), at=at)
    actions.end_permit(permit=permit, at=at)
    with pytest.raises(actions.LevelOutOfReach):
        actions.review(sign_up=begun, purchase_order="", at=at)
    assert Acceptance.objects.count() == 1


def test_suspension_shows_and_is_told_and_so_is_its_end(silver: Term, company: Company, at: datetime) -> None:
    actions.suspend(term=silver, reference="invoice:1", at=at)
    actions.suspend(term=silver, reference="invoice:1", at=at)
    actions.suspend(term=silver, reference="invoice:2", at=at)
    membership = membership_of(company=company, on=TODAY)
    assert (membership.is_active, membership.is_valid) == (True, False)

    actions.restore(reference="invoice:1", at=at)
    assert not membership_of(company=company, on=TODAY).is_valid
    actions.restore(reference="invoice:2", at=at)
    actions.restore(reference="invoice:2", at=at)
    assert membership_of(company=company, on=TODAY).is_valid
    assert [mail.subject for mail in Email.objects.order_by("pk")] == [
        "Your CPS benefits are suspended",
        "Your CPS benefits are suspended",
        "Your CPS benefits are back",
    ]
