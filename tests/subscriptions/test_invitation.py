from datetime import datetime, timedelta

import pytest
from django.utils import translation
from post_office.models import Email

from accounts import actions as accounts
from accounts.models import Company, User
from subscriptions import actions
from subscriptions.models import Invitation, SignUp, Term
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints, Reviewed

pytestmark = pytest.mark.usefixtures("anna")


def test_reaching_five_hundred_points_invites_once(
    company: Company, has_points: HasPoints, at: datetime
) -> None:
    for total in (335, 500, 835, 2000):
        has_points(total)
        actions.invite_if_eligible(company=company, at=at)

    mail = Email.objects.get()
    assert mail.subject == "You can sign up for CPS"
    assert mail.to == ["anna@studio.example"]
    assert mail.message.count("/subscriptions/sign-up/") == 1
    assert Invitation.objects.get().points == 500


def test_below_five_hundred_points_nobody_is_invited(
    company: Company, has_points: HasPoints, at: datetime
) -> None:
    has_points(499)
    actions.invite_if_eligible(company=company, at=at)
    assert not Invitation.objects.exists()
    assert not Email.objects.exists()


def test_an_owner_who_wants_no_news_is_not_written_to(
    company: Company, anna: User, has_points: HasPoints, at: datetime
) -> None:
    accounts.choose_notifications(user=anna, unwanted=["news"])
    has_points(500)
    actions.invite_if_eligible(company=company, at=at)
    assert Invitation.objects.get().sent_at is None
    assert not Email.objects.exists()


def test_falling_below_and_returning_invites_again(
    company: Company, has_points: HasPoints, at: datetime
) -> None:
    for total in (500, 400, 300, 600, 700):
        has_points(total)
        actions.invite_if_eligible(company=company, at=at)

    assert Email.objects.count() == 2
    first = Invitation.objects.earliest("pk")
    assert (first.ended_at, first.fell_below_at) == (at, at)


def test_signing_up_ends_the_invitation_and_more_gear_brings_no_other(
    company: Company, reviewed: Reviewed, has_points: HasPoints, at: datetime
) -> None:
    actions.invite_if_eligible(company=company, at=at)
    actions.start(sign_up=reviewed("silver"), payment=SignUp.Payment.CARD, at=at)
    assert not Invitation.objects.open().exists()

    # The points never fell below, so that not even the end of the membership is a new crossing.
    over = at - timedelta(days=30)
    Term.objects.update(starts_on=at - timedelta(days=400), ends_on=over, promised_until=over)
    has_points(3000)
    actions.invite_if_eligible(company=company, at=at)
    assert Invitation.objects.count() == 1


def test_a_member_who_returns_to_the_lowest_level_is_not_invited(
    company: Company, has_points: HasPoints, at: datetime
) -> None:
    TermFactory.create(subscription=SubscriptionFactory.create(company=company))
    has_points(500)
    actions.invite_if_eligible(company=company, at=at)

    assert not Email.objects.exists()
    assert Invitation.objects.get().sent_at is None
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en-gb", "You can sign up for CPS"), ("lv", "Jūs varat pieteikt CPS abonementu")],
)
def test_the_invitation_speaks_the_owner_s_language(
    company: Company, anna: User, has_points: HasPoints, at: datetime, language: str, subject: str
) -> None:
    User.objects.filter(pk=anna.pk).update(language=language)
    has_points(1200)
    with translation.override("en-gb"):
        actions.invite_if_eligible(company=company, at=at)
    assert Email.objects.get().subject == subject
