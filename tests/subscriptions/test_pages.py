"""The way from the terms to the payment, as Anna's browser goes it, forwards, backwards and twice."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Company, Role, User
from points.models import Level
from subscriptions import actions
from subscriptions.models import Acceptance, SignUp, Term, Terms
from tests.factories import RoleFactory, SubscriptionFactory, TermFactory, UserFactory
from tests.subscriptions.conftest import HasPoints, Reviewed

OVERVIEW = reverse("subscriptions:overview")
SIGN_UP = reverse("subscriptions:sign_up")
LEVELS = reverse("subscriptions:levels")
CHOOSE = reverse("subscriptions:choose")
REVIEW = reverse("subscriptions:review")
TERMS = reverse("subscriptions:terms_text")
PAYMENT = reverse("billing:payment")


def goes_to(response: HttpResponseBase, url: str) -> None:
    assertRedirects(response, url, fetch_redirect_response=False)


@pytest.fixture
def member(company: Company) -> Term:
    today = timezone.localdate()
    return TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, number__number="151335488"),
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=355),
    )


@pytest.fixture
def as_carl(company: Company, anna: User) -> Client:
    """An accountant, who may look but not bind the company."""
    carl = UserFactory.create(name="Carl Counter", email="carl@studio.example")
    RoleFactory.create(user=carl, company=company, kind=Role.Kind.ACCOUNTANT)
    client = Client()
    client.force_login(carl)
    return client


def test_from_the_terms_to_the_payment(
    as_anna: Client, company: Company, anna: User, terms: Terms, has_points: HasPoints
) -> None:
    has_points(580)
    assertContains(as_anna.get(OVERVIEW), "Sign up for CPS")
    assertContains(as_anna.get(SIGN_UP), "Right of withdrawal")
    goes_to(as_anna.post(SIGN_UP, {"terms": terms.pk, "accept": "on"}), LEVELS)
    assertContains(as_anna.get(LEVELS), "Sign up to CPS Silver")
    goes_to(as_anna.post(CHOOSE, {"level": "silver"}), REVIEW)
    assertContains(as_anna.get(REVIEW), "€85.00")
    goes_to(as_anna.post(REVIEW, {"purchase_order": " PO 4711 "}), PAYMENT)

    sign_up = SignUp.objects.get()
    assert (sign_up.level, sign_up.purchase_order) == (Level.objects.get(code="silver"), "PO 4711")
    assert sign_up.is_reviewed
    assert Acceptance.objects.get().by == anna


def test_without_the_tick_the_error_stands_beside_it(
    as_anna: Client, terms: Terms, has_points: HasPoints
) -> None:
    has_points(580)
    page = as_anna.post(SIGN_UP, {"terms": terms.pk})
    assertContains(page, "Tick the box to accept the terms of use.", count=2)
    assertContains(page, 'aria-invalid="true"')
    assert not SignUp.objects.exists()


def test_terms_published_while_somebody_reads_are_shown_before_they_can_be_accepted(
    as_anna: Client, terms: Terms, has_points: HasPoints
) -> None:
    has_points(580)
    newer = Terms.objects.create(
        version="2026-10", texts={"en": "1. Be kind\n\nAlways."}, published_at=timezone.now()
    )
    page = as_anna.post(SIGN_UP, {"terms": terms.pk, "accept": "on"}, follow=True)
    assertContains(page, "We have published new terms of use.")
    assertContains(page, "1. Be kind")
    assertContains(page, f'name="terms" value="{newer.pk}"')
    assert not Acceptance.objects.exists()


def test_a_draft_of_the_terms_cannot_be_accepted(as_anna: Client, has_points: HasPoints) -> None:
    has_points(580)
    draft = Terms.objects.create(version="draft", texts={"en": "Soon."})
    assertContains(as_anna.post(SIGN_UP, {"terms": draft.pk, "accept": "on"}), "Read the terms again.")


@pytest.mark.parametrize("total", [0, 499])
def test_without_enough_points_the_overview_says_how_many_are_missing(
    as_anna: Client, has_points: HasPoints, total: int
) -> None:
    if total:
        has_points(total)
    page = as_anna.get(OVERVIEW)
    assertContains(page, "1 point is missing" if total else "500 points are missing")
    assertNotContains(page, SIGN_UP)
    goes_to(as_anna.get(SIGN_UP), OVERVIEW)
    assertNotContains(as_anna.get(LEVELS), "Sign up to")


@pytest.mark.parametrize(("url", "first"), [(LEVELS, SIGN_UP), (REVIEW, SIGN_UP), (PAYMENT, OVERVIEW)])
def test_a_step_too_far_leads_to_the_first(
    as_anna: Client, has_points: HasPoints, url: str, first: str
) -> None:
    has_points(580)
    goes_to(as_anna.get(url), first)


def test_a_level_is_chosen_before_the_review(as_anna: Client, begun: SignUp) -> None:
    goes_to(as_anna.get(REVIEW), LEVELS)
    goes_to(as_anna.post(REVIEW, {"purchase_order": ""}), LEVELS)
    goes_to(as_anna.get(PAYMENT), LEVELS)


def test_choosing_before_accepting_the_terms_leads_to_them(as_anna: Client, has_points: HasPoints) -> None:
    has_points(580)
    goes_to(as_anna.post(CHOOSE, {"level": "silver"}), SIGN_UP)


def test_a_level_out_of_reach_is_said_on_the_levels_page(as_anna: Client, begun: SignUp) -> None:
    page = as_anna.post(CHOOSE, {"level": "corporate-c"}, follow=True)
    assertContains(page, "You are 500 points short of CPS Corporate C.")
    begun.refresh_from_db()
    assert begun.level is None


def test_a_level_that_does_not_exist_is_not_found(as_anna: Client, begun: SignUp) -> None:
    assert as_anna.post(CHOOSE, {"level": "diamond"}).status_code == 404


def test_choosing_by_opening_a_link_is_not_possible(as_anna: Client, begun: SignUp) -> None:
    assert as_anna.get(CHOOSE).status_code == 405


def test_going_back_to_choose_another_level_keeps_the_purchase_order(
    as_anna: Client, reviewed: Reviewed
) -> None:
    reviewed("silver")
    goes_to(as_anna.post(CHOOSE, {"level": "gold"}), REVIEW)
    page = as_anna.get(REVIEW)
    assertContains(page, "CPS Gold")
    assertContains(page, 'value="PO-7"')
    goes_to(as_anna.get(PAYMENT), REVIEW)


def test_a_level_lost_before_the_review_leads_back_to_the_levels(
    as_anna: Client, reviewed: Reviewed, has_points: HasPoints
) -> None:
    reviewed("platinum")
    has_points(1000)
    page = as_anna.post(REVIEW, {"purchase_order": ""}, follow=True)
    assertContains(page, "You are 600 points short of CPS Platinum.")
    assertContains(page, "Sign up to CPS Gold")


def test_a_purchase_order_number_that_is_too_long_is_kept_and_refused(
    as_anna: Client, reviewed: Reviewed
) -> None:
    reviewed("silver")
    page = as_anna.post(REVIEW, {"purchase_order": "9" * 61})
    assertContains(page, "9" * 61)
    assertContains(page, 'aria-invalid="true"')


def test_newer_terms_are_accepted_in_the_review(as_anna: Client, anna: User, reviewed: Reviewed) -> None:
    reviewed("silver")
    newer = Terms.objects.create(version="2026-10", texts={"en": "Be kind."}, published_at=timezone.now())
    assertContains(as_anna.get(REVIEW), "We have published new terms since you began.")
    assertContains(as_anna.post(REVIEW, {"terms": newer.pk}), "Tick the box to accept the terms of use.")
    goes_to(as_anna.post(REVIEW, {"terms": newer.pk, "accept": "on"}), PAYMENT)
    assert Acceptance.objects.get(terms=newer).by == anna


def test_a_second_window_that_began_as_well_goes_on_with_the_same_sign_up(
    as_anna: Client, begun: SignUp, terms: Terms
) -> None:
    goes_to(as_anna.post(SIGN_UP, {"terms": terms.pk, "accept": "on"}), LEVELS)
    assert SignUp.objects.get() == begun


def test_after_the_membership_began_the_back_button_finds_it(
    as_anna: Client, reviewed: Reviewed, terms: Terms
) -> None:
    actions.start(sign_up=reviewed("silver"), payment=SignUp.Payment.CARD, at=timezone.now())
    goes_to(as_anna.get(SIGN_UP), OVERVIEW)
    goes_to(as_anna.post(SIGN_UP, {"terms": terms.pk, "accept": "on"}), OVERVIEW)
    goes_to(as_anna.post(CHOOSE, {"level": "gold"}), SIGN_UP)
    goes_to(as_anna.get(REVIEW), SIGN_UP)
    assert Term.objects.count() == 1


def test_a_member_reads_level_expiry_and_number(as_anna: Client, member: Term) -> None:
    page = as_anna.get(OVERVIEW)
    assertContains(page, "CPS Silver membership")
    assertContains(page, "151\xa0335\xa0488", count=2)
    assertContains(page, "355 days left")
    assertContains(page, reverse("billing:invoices"))


def test_a_member_whose_points_fell_reads_that_the_level_stays(
    as_anna: Client, member: Term, has_points: HasPoints
) -> None:
    has_points(100)
    assertContains(as_anna.get(OVERVIEW), "Your level stays until the expiry date")


def test_a_former_member_can_sign_up_again_and_keeps_the_number(
    as_anna: Client, member: Term, has_points: HasPoints
) -> None:
    Term.objects.update(starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1), promised_until=date(2025, 1, 1))
    has_points(600)
    page = as_anna.get(OVERVIEW)
    assertContains(page, "Your membership ended on 31 December 2024.")
    assertContains(page, "151\xa0335\xa0488")
    assertContains(page, SIGN_UP)


def test_a_sign_up_that_was_left_can_be_continued(as_anna: Client, reviewed: Reviewed) -> None:
    reviewed("gold")
    page = as_anna.get(OVERVIEW)
    assertContains(page, "You have chosen CPS Gold. Nothing is ordered yet.")
    assertContains(page, f'href="{PAYMENT}"')


@pytest.mark.parametrize("url", [SIGN_UP, REVIEW])
def test_a_colleague_cannot_bind_the_company(as_carl: Client, begun: SignUp, url: str) -> None:
    assert as_carl.get(url).status_code == 404
    assert as_carl.post(CHOOSE, {"level": "silver"}).status_code == 404


def test_an_accountant_sees_whom_to_ask(as_carl: Client, has_points: HasPoints) -> None:
    has_points(580)
    assertContains(as_carl.get(OVERVIEW), "Anna Bērziņa or a colleague can sign up")
    assertNotContains(as_carl.get(LEVELS), '<button class="btn')


def test_a_stranger_sees_nothing_of_anna_s_company(client: Client, stranger: User, member: Term) -> None:
    client.force_login(stranger)
    assertNotContains(client.get(OVERVIEW), "151\xa0335\xa0488")


def test_the_terms_can_be_read_by_everybody(client: Client, db: None) -> None:
    assertContains(client.get(TERMS), "Gear and product points")


@pytest.mark.parametrize("url", [OVERVIEW, SIGN_UP, LEVELS, REVIEW])
def test_nobody_gets_in_without_logging_in(client: Client, db: None, url: str) -> None:
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("url", [OVERVIEW, SIGN_UP, LEVELS, REVIEW, TERMS])
@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_every_page_of_the_sign_up_takes_at_most_twelve_queries(
    as_anna: Client,
    reviewed: Reviewed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    url: str,
    language: str,
) -> None:
    reviewed("silver")
    as_anna.cookies["django_language"] = language
    with django_assert_max_num_queries(12):
        assert as_anna.get(url).status_code == 200


def test_a_member_s_page_takes_at_most_twelve_queries(
    as_anna: Client, member: Term, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        assert as_anna.get(OVERVIEW).status_code == 200
