"""What a member sees and presses between two terms, and what staff do in the admin."""

from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Company, Role, User
from cps_portal.lib import clock
from points.models import Level
from subscriptions import actions
from subscriptions.models import LevelPermit, SignUp, Subscription, Term, Terms, Withdrawal
from tests.factories import RoleFactory, StaffFactory, SubscriptionFactory, TermFactory, UserFactory
from tests.subscriptions.conftest import HasPoints

OVERVIEW = reverse("subscriptions:overview")
REVIEW = reverse("subscriptions:review")
PAYMENT = reverse("billing:payment")
POSTS = ["renew", "upgrade", "give_up", "switch_on", "switch_off", "resume"]


def url(name: str) -> str:
    return reverse(f"subscriptions:{name}")


def goes_to(response: HttpResponseBase, address: str) -> None:
    assertRedirects(response, address, fetch_redirect_response=False)


@pytest.fixture
def member(company: Company, anna: User, terms: Terms, has_points: HasPoints) -> Term:
    """Silver with 20 days left, number 151 335 488, and points for Platinum."""
    has_points(2000)
    today = clock.today()
    actions.accept_terms(company=company, by=anna, terms=terms, at=clock.now())
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, number__number="151335488"),
        starts_on=today - timedelta(days=345),
        ends_on=today + timedelta(days=20),
    )


@pytest.fixture
def as_otto(db: None) -> Client:
    """A colleague of Vera's."""
    client = Client()
    client.force_login(StaffFactory.create(name="Otto Officer", email="otto@canon.example"))
    return client


def test_renewing_goes_over_review_and_payment_and_continues_from_the_old_end(
    as_anna: Client, member: Term
) -> None:
    assertContains(as_anna.get(OVERVIEW), "From this day on you can renew.")
    goes_to(as_anna.post(url("renew")), REVIEW)
    assertContains(as_anna.get(REVIEW), "Next term")
    goes_to(as_anna.post(REVIEW, {"purchase_order": "PO 8"}), PAYMENT)
    page = as_anna.post(PAYMENT, {"payment": "transfer", "level": "silver"}, follow=True)
    assertContains(page, "Next term ordered")

    follower = Term.objects.latest("starts_on")
    assert (follower.starts_on, follower.purchase_order) == (member.ends_on, "PO 8")
    page = as_anna.get(OVERVIEW)
    assertContains(page, "The next term was ordered.")
    assertNotContains(page, url("renew"))
    goes_to(as_anna.get(REVIEW), url("sign_up"))


def test_renewing_at_another_level(as_anna: Client, member: Term) -> None:
    as_anna.post(url("renew"))
    assertContains(as_anna.get(url("levels")), "Renew at CPS Gold")
    goes_to(as_anna.post(url("choose"), {"level": "gold"}), REVIEW)
    assertContains(as_anna.get(REVIEW), "CPS Gold")


def test_changing_to_a_higher_level_shows_before_and_after(as_anna: Client, member: Term) -> None:
    page = as_anna.get(url("levels"), {"for": "upgrade"})
    assertContains(page, "Change to CPS Gold")
    assertNotContains(page, "Change to CPS Silver")
    goes_to(as_anna.post(url("upgrade"), {"level": "platinum"}), REVIEW)
    page = as_anna.get(REVIEW)
    for words in ("Your present term", "Unused days", "<dd>20</dd>", "€4.66", "Keep my present level"):
        assertContains(page, words)
    goes_to(as_anna.post(REVIEW, {"purchase_order": ""}), PAYMENT)
    page = as_anna.post(PAYMENT, {"payment": "transfer", "level": "platinum"}, follow=True)
    assertContains(page, "Subscription active")
    assert Term.objects.running(on=clock.today()).get().level.code == "platinum"
    assertContains(as_anna.get(OVERVIEW), "ended by a higher level")


def test_a_double_click_on_the_last_button_of_an_upgrade_is_one_upgrade(
    as_anna: Client, member: Term
) -> None:
    as_anna.post(url("upgrade"), {"level": "gold"})
    as_anna.post(REVIEW, {"purchase_order": ""})
    for _click in range(2):
        page = as_anna.post(PAYMENT, {"payment": "transfer", "level": "gold"}, follow=True)
        assertContains(page, "Subscription active")
    assert Term.objects.count() == 2


def test_a_level_that_was_lost_is_said(as_anna: Client, member: Term, has_points: HasPoints) -> None:
    has_points(900)
    page = as_anna.post(url("upgrade"), {"level": "gold"}, follow=True)
    assertContains(page, "You are 100 points short of CPS Gold.")
    assert not SignUp.objects.exists()


def test_giving_up_keeps_the_membership(as_anna: Client, member: Term) -> None:
    as_anna.post(url("renew"))
    assertContains(as_anna.get(OVERVIEW), "Your renewal is not finished")
    assertContains(as_anna.post(url("give_up"), follow=True), "Nothing was ordered.")
    assertContains(as_anna.get(OVERVIEW), url("renew"))


def test_the_switch_of_the_automatic_renewal(as_anna: Client, member: Term) -> None:
    page = as_anna.post(url("switch_on"), follow=True)
    assertContains(page, "Automatic renewal is on")
    assertContains(page, "The next term is ordered by itself: CPS Silver, €85.00 without VAT")
    assertContains(as_anna.post(url("switch_off"), follow=True), "Switch automatic renewal on")


def test_an_automatic_renewal_that_is_held_up_says_why(
    as_anna: Client, member: Term, has_points: HasPoints
) -> None:
    as_anna.post(url("switch_on"))
    has_points(100)
    page = as_anna.get(OVERVIEW)
    assertContains(page, "Automatic renewal is held up")
    assertContains(page, "Your points do not reach CPS Silver any more.")
    assertContains(as_anna.get(url("renewal_level")), "reach no level now")


def test_the_level_of_the_next_term(as_anna: Client, member: Term) -> None:
    gold = Level.objects.get(code="gold")
    corporate = Level.objects.get(code="corporate-c")
    assertContains(as_anna.get(url("renewal_level")), "Your present term stays at CPS Silver")
    page = as_anna.post(url("renewal_level"), {"level": gold.pk}, follow=True)
    assertContains(page, "The next term will be at CPS Gold.")
    assertContains(as_anna.post(url("renewal_level"), {"level": corporate.pk}), "Choose one of these levels.")


def test_cancelling_and_taking_it_back(as_anna: Client, member: Term) -> None:
    page = as_anna.get(url("cancel"))
    assertContains(page, member.ends_on.isoformat())
    page = as_anna.post(url("cancel"), {"seen_until": member.ends_on.isoformat()}, follow=True)
    assertContains(page, "Last day of your membership. It is not renewed.")
    assertContains(as_anna.post(url("resume"), follow=True), "Your cancellation is taken back.")
    assert Subscription.objects.get().renewal == Subscription.Renewal.BY_HAND


def test_a_cancellation_from_a_window_that_showed_another_end_is_refused(
    as_anna: Client, member: Term
) -> None:
    as_anna.post(url("renew"))
    as_anna.post(REVIEW, {"purchase_order": ""})
    as_anna.post(PAYMENT, {"payment": "transfer", "level": "silver"})
    page = as_anna.post(url("cancel"), {"seen_until": member.ends_on.isoformat()}, follow=True)
    assertContains(page, "Your membership was renewed meanwhile.")


def test_a_suspended_member_reads_what_to_do(as_anna: Client, member: Term) -> None:
    actions.suspend(term=member, reference="invoice:1", at=clock.now())
    page = as_anna.get(OVERVIEW)
    assertContains(page, "Not valid now: benefits suspended")
    assertContains(page, "Pay the invoice")
    assertNotContains(page, f'action="{url("renew")}"')
    assertContains(as_anna.post(url("renew"), follow=True), "Pay it first; then you can go on.")


def test_the_gap_between_two_terms_shows(as_anna: Client, member: Term) -> None:
    TermFactory.create(
        subscription=member.subscription,
        starts_on=member.starts_on - timedelta(days=400),
        ends_on=member.starts_on - timedelta(days=12),
    )
    assertContains(as_anna.get(OVERVIEW), "12 days without membership")


@pytest.mark.parametrize("name", [*POSTS, "cancel", "renewal_level"])
def test_an_accountant_decides_nothing(member: Term, company: Company, name: str) -> None:
    carl = UserFactory.create(email="carl@studio.example")
    RoleFactory.create(user=carl, company=company, kind=Role.Kind.ACCOUNTANT)
    client = Client()
    client.force_login(carl)
    assert client.post(url(name), {"level": "gold"}).status_code == 404
    assertNotContains(client.get(OVERVIEW), url("cancel"))


@pytest.mark.parametrize("name", POSTS)
def test_nothing_happens_by_opening_a_link(as_anna: Client, member: Term, name: str) -> None:
    assert as_anna.get(url(name)).status_code == 405


@pytest.mark.parametrize("name", ["overview", "levels", "review", "renewal_level", "cancel"])
def test_every_page_of_a_member_takes_at_most_sixteen_queries(
    as_anna: Client, member: Term, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    as_anna.post(url("renew"))
    with django_assert_max_num_queries(16):
        assert as_anna.get(url(name)).status_code == 200


def test_staff_withdraw_with_four_eyes_in_the_admin(as_vera: Client, as_otto: Client, member: Term) -> None:
    add = reverse("admin:subscriptions_withdrawal_add")
    proposal = {"subscription": member.subscription_id, "reason": "terms", "note": "Rented the card out"}
    assert as_vera.post(add, proposal).status_code == 302
    assertContains(as_vera.post(add, proposal), "A colleague has proposed this already.")

    listing = reverse("admin:subscriptions_withdrawal_changelist")
    decision = {"action": "approve", "_selected_action": [Withdrawal.objects.get().pk]}
    page = as_vera.post(listing, decision, follow=True)
    assertContains(page, "You proposed this yourself. A colleague has to approve it.")
    assertContains(as_otto.post(listing, decision, follow=True), "decided")
    member.refresh_from_db()
    assert member.cut == Term.Cut.WITHDRAWN


def test_staff_permit_a_level_until_a_day(as_vera: Client, member: Term) -> None:
    add = reverse("admin:subscriptions_levelpermit_add")
    corporate = Level.objects.get(code="corporate-c")
    company = member.subscription.company
    permit = {"company": company.pk, "level": corporate.pk, "reason": "Trade fair"}
    assertContains(as_vera.post(add, permit), "This field is required.")
    yesterday, later = clock.today() - timedelta(days=1), clock.today() + timedelta(days=30)
    page = as_vera.post(add, {**permit, "until_on": yesterday.isoformat()})
    assertContains(page, "The end must be a day to come.")
    assert as_vera.post(add, {**permit, "until_on": later.isoformat()}).status_code == 302
    assert LevelPermit.objects.get().by.name == "Vera Verifier"

    listing = reverse("admin:subscriptions_levelpermit_changelist")
    as_vera.post(listing, {"action": "end", "_selected_action": [LevelPermit.objects.get().pk]})
    assert not LevelPermit.objects.in_force(on=clock.today()).exists()


@pytest.mark.parametrize(
    "name", ["notice", "renewalchoice", "fall", "withdrawal", "levelpermit", "subscription"]
)
def test_every_list_about_the_life_of_a_membership_opens(as_vera: Client, member: Term, name: str) -> None:
    actions.suspend(term=member, reference="invoice:1", at=clock.now())
    assert as_vera.get(reverse(f"admin:subscriptions_{name}_changelist")).status_code == 200
