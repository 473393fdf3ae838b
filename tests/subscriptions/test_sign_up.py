from datetime import date, datetime, timedelta

import pytest
from post_office.models import Email

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Level
from subscriptions import actions
from subscriptions.models import Acceptance, Fee, MembershipNumber, SignUp, Subscription, Term, Terms
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints, Reviewed

SILVER, GOLD, PLATINUM = "silver", "gold", "platinum"
C, B, A = "corporate-c", "corporate-b", "corporate-a"


@pytest.mark.parametrize(
    ("total", "open_levels"),
    [
        (500, {SILVER}),
        (999, {SILVER}),
        (1000, {SILVER, GOLD}),
        (1599, {SILVER, GOLD}),
        (1600, {SILVER, GOLD, PLATINUM}),
        (2000, {SILVER, GOLD, PLATINUM}),
        (2499, {SILVER, GOLD, PLATINUM}),
        (2500, {SILVER, GOLD, PLATINUM, C}),
        (4499, {SILVER, GOLD, PLATINUM, C}),
        (4500, {SILVER, GOLD, PLATINUM, C, B}),
        (5000, {SILVER, GOLD, PLATINUM, C, B}),
        (9999, {SILVER, GOLD, PLATINUM, C, B}),
        (10000, {SILVER, GOLD, PLATINUM, C, B, A}),
    ],
)
def test_every_level_whose_minimum_is_reached_can_be_chosen(
    company: Company, anna: User, has_points: HasPoints, at: datetime, total: int, open_levels: set[str]
) -> None:
    has_points(total)
    sign_up = actions.begin_sign_up(company=company, by=anna, at=at)
    for level in Level.objects.all():
        if level.code in open_levels:
            assert actions.choose_level(sign_up=sign_up, level=level, at=at).level == level
        else:
            with pytest.raises(actions.LevelOutOfReach) as refusal:
                actions.choose_level(sign_up=sign_up, level=level, at=at)
            assert refusal.value.missing == level.minimum - total


def test_below_five_hundred_points_no_sign_up_begins(
    company: Company, anna: User, has_points: HasPoints, at: datetime
) -> None:
    has_points(499)
    with pytest.raises(actions.LevelOutOfReach, match="1 point short of CPS Silver"):
        actions.begin_sign_up(company=company, by=anna, at=at)


def test_signing_up_makes_the_company_a_member_at_once(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(GOLD)
    term = actions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)

    assert (term.starts_on, term.ends_on, term.expires_on) == (
        date(2026, 9, 14),
        date(2027, 9, 14),
        date(2027, 9, 13),
    )
    assert (term.level.code, term.fee_cents, term.currency) == (GOLD, 17000, "EUR")
    assert (term.payment, term.purchase_order) == (SignUp.Payment.TRANSFER, "PO-7")
    assert term.subscription.is_active(on=date(2026, 9, 14))
    sign_up.refresh_from_db()
    assert sign_up.completed_at == at


def test_the_welcome_names_number_level_and_expiry(reviewed: Reviewed, at: datetime) -> None:
    term = actions.start(sign_up=reviewed(GOLD), payment=SignUp.Payment.CARD, at=at)
    mail = Email.objects.get()
    assert mail.subject == "Your CPS Gold membership is active"
    assert term.subscription.number.spoken in mail.message
    assert "13 September 2027" in mail.message


def test_the_same_sign_up_again_is_the_same_term(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(SILVER)
    first = actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)
    again = actions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at + timedelta(days=1))

    assert again == first
    assert again.payment == SignUp.Payment.CARD
    assert (Term.objects.count(), MembershipNumber.objects.count(), Email.objects.count()) == (1, 1, 1)


def test_a_level_lost_meanwhile_is_refused_and_another_can_be_chosen(
    reviewed: Reviewed, has_points: HasPoints, at: datetime
) -> None:
    sign_up = reviewed(PLATINUM)
    has_points(1500)
    with pytest.raises(actions.LevelOutOfReach, match="100 points short of CPS Platinum"):
        actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)
    assert not Term.objects.exists()
    assert not MembershipNumber.objects.exists()

    term = actions.start(sign_up=reviewed(GOLD), payment=SignUp.Payment.CARD, at=at)
    assert term.level.code == GOLD


def test_another_level_has_to_be_reviewed_again(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(SILVER)
    actions.choose_level(sign_up=sign_up, level=Level.objects.get(code=PLATINUM), at=at)
    with pytest.raises(actions.SignUpIncomplete):
        actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)


def test_the_same_level_again_keeps_the_review(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(SILVER)
    assert actions.choose_level(sign_up=sign_up, level=Level.objects.get(code=SILVER), at=at).is_reviewed


def test_without_a_level_there_is_nothing_to_review_or_pay(begun: SignUp, at: datetime) -> None:
    with pytest.raises(actions.SignUpIncomplete):
        actions.review(sign_up=begun, purchase_order="", at=at)
    with pytest.raises(actions.SignUpIncomplete):
        actions.start(sign_up=begun, payment=SignUp.Payment.CARD, at=at)


def test_terms_published_meanwhile_have_to_be_accepted_before_the_membership_starts(
    reviewed: Reviewed, anna: User, at: datetime
) -> None:
    sign_up = reviewed(SILVER)
    newer = Terms.objects.create(version="2026-09", texts={"en": "Be kind."}, published_at=at)
    with pytest.raises(actions.TermsNotAccepted):
        actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)

    actions.accept_and_review(sign_up=sign_up, by=anna, terms=newer, purchase_order="", at=at)
    assert actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at).sign_up == sign_up


def test_terms_that_are_in_force_no_more_cannot_be_accepted(
    company: Company, anna: User, terms: Terms, at: datetime
) -> None:
    Terms.objects.create(version="2026-09", texts={"en": "Be kind."}, published_at=at)
    with pytest.raises(actions.TermsNotAccepted):
        actions.accept_terms(company=company, by=anna, terms=terms, at=at)
    assert not Acceptance.objects.exists()


def test_who_accepted_which_version_when_is_kept_once(
    company: Company, anna: User, terms: Terms, at: datetime
) -> None:
    actions.accept_terms(company=company, by=anna, terms=terms, at=at)
    actions.accept_terms(company=company, by=anna, terms=terms, at=at + timedelta(hours=1))
    acceptance = Acceptance.objects.get()
    assert (acceptance.by, acceptance.terms, acceptance.at) == (anna, terms, at)


def test_beginning_twice_is_one_sign_up(begun: SignUp, company: Company, anna: User, at: datetime) -> None:
    assert actions.begin_sign_up(company=company, by=anna, at=at) == begun


def test_a_member_cannot_sign_up_again(begun: SignUp, company: Company, anna: User, at: datetime) -> None:
    TermFactory.create(subscription=SubscriptionFactory.create(company=company))
    with pytest.raises(actions.AlreadyMember):
        actions.begin_sign_up(company=company, by=anna, at=at)
    with pytest.raises(actions.AlreadyMember):
        actions.choose_level(sign_up=begun, level=Level.objects.get(code=SILVER), at=at)


def test_a_term_that_begins_later_is_a_membership_too(
    reviewed: Reviewed, company: Company, at: datetime
) -> None:
    sign_up = reviewed(SILVER)
    subscription = SubscriptionFactory.create(company=company)
    TermFactory.create(subscription=subscription, starts_on=date(2026, 12, 1), ends_on=date(2027, 12, 1))
    with pytest.raises(actions.AlreadyMember):
        actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)


def test_a_completed_sign_up_cannot_be_changed(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(SILVER)
    actions.start(sign_up=sign_up, payment=SignUp.Payment.CARD, at=at)
    with pytest.raises(StaleDecision):
        actions.review(sign_up=sign_up, purchase_order="another", at=at)


def test_a_former_member_keeps_the_number(reviewed: Reviewed, company: Company, at: datetime) -> None:
    former = TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 1),
    )
    term = actions.start(sign_up=reviewed(SILVER), payment=SignUp.Payment.CARD, at=at)
    assert term.subscription == former.subscription
    assert MembershipNumber.objects.count() == 1


def test_a_member_of_the_old_programme_gets_a_new_number(
    reviewed: Reviewed, company: Company, at: datetime
) -> None:
    old = actions.keep_legacy_number(company=company, number="103892241", at=at)
    term = actions.start(sign_up=reviewed(SILVER), payment=SignUp.Payment.CARD, at=at)
    assert term.subscription.number != old
    assert set(company.membership_numbers.values_list("kind", flat=True)) == {"current", "legacy"}


def test_a_later_change_of_the_fee_does_not_touch_the_term(reviewed: Reviewed, at: datetime) -> None:
    term = actions.start(sign_up=reviewed(SILVER), payment=SignUp.Payment.CARD, at=at)
    Fee.objects.filter(level=term.level).update(amount_cents=99_00)
    term.refresh_from_db()
    assert term.fee_cents == 85_00


def test_the_fee_is_the_one_in_force_on_the_day(reviewed: Reviewed, at: datetime) -> None:
    silver = Level.objects.get(code=SILVER)
    Fee.objects.filter(level=silver).update(until_on=date(2026, 9, 14))
    Fee.objects.create(level=silver, amount_cents=90_00, from_on=date(2026, 9, 14))
    term = actions.start(sign_up=reviewed(SILVER), payment=SignUp.Payment.CARD, at=at)
    assert term.fee_cents == 90_00


def test_when_the_membership_cannot_start_nothing_is_left_behind(reviewed: Reviewed, at: datetime) -> None:
    sign_up = reviewed(SILVER)
    with pytest.raises(ValueError, match="cheque"):
        actions.start(sign_up=sign_up, payment="cheque", at=at)
    assert not Subscription.objects.exists()
    assert not MembershipNumber.objects.exists()
    sign_up.refresh_from_db()
    assert sign_up.is_open


def test_refusals_can_be_read_by_the_customer(begun: SignUp, at: datetime) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.choose_level(sign_up=begun, level=Level.objects.get(code=C), at=at)
    assert refusal.value.message == (
        "You are 500 points short of CPS Corporate C. Choose another level or register more gear."
    )
