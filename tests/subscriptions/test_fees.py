"""Fees and benefits are data: by country, with dates, and never for a term that was ordered before."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Company, User
from billing.actions.taxes import quote
from cps_portal.lib import clock
from points.models import Level
from subscriptions import actions
from subscriptions.membership import membership_of
from subscriptions.models import Benefit, Fee, LevelBenefit, Term, Terms
from subscriptions.offer import benefits_of, comparison
from subscriptions.prospect import prospect
from subscriptions.renewal import renewal_of
from tests.factories import SubscriptionFactory, TermFactory
from tests.subscriptions.conftest import HasPoints, Reviewed


@pytest.fixture
def silver(db: None) -> Level:
    return Level.objects.get(code="silver")


def fee_of(level: Level, country: str, *, on: date = date(2026, 9, 14)) -> tuple[int, str]:
    fee = Fee.objects.of(level, country=country, on=on)
    return fee.amount_cents, fee.currency


def test_a_country_has_its_own_fee_from_a_day_until_a_day(silver: Level) -> None:
    Fee.objects.create(
        level=silver,
        country="GB",
        currency="GBP",
        amount_cents=7500,
        from_on=date(2026, 9, 1),
        until_on=date(2026, 10, 1),
    )
    assert fee_of(silver, "LV") == (8500, "EUR")
    assert fee_of(silver, "GB") == (7500, "GBP")
    assert fee_of(silver, "GB", on=date(2026, 8, 31)) == (8500, "EUR")
    assert fee_of(silver, "GB", on=date(2026, 10, 1)) == (8500, "EUR")


@pytest.mark.parametrize("currency", ["EUR", "GBP"])
def test_a_country_has_one_fee_for_a_level_at_a_time(silver: Level, currency: str) -> None:
    Fee.objects.create(level=silver, country="GB", amount_cents=7500, from_on=date(2026, 9, 1))
    other = Fee(level=silver, country="GB", currency=currency, amount_cents=1, from_on=date(2026, 12, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    other.country = "IE"
    other.save()


def test_every_page_asks_for_the_fee_of_the_companys_country(
    silver: Level, company: Company, reviewed: Reviewed, at: datetime, as_anna: Client
) -> None:
    sign_up = reviewed("silver")
    Fee.objects.create(level=silver, country="LV", amount_cents=7000, from_on=date(2026, 1, 1))
    Fee.objects.create(level=silver, country="DE", amount_cents=9900, from_on=date(2026, 1, 1))

    membership = membership_of(company=company, on=clock.on(at))
    offered = comparison(membership, chosen=None, group="personal").offers[0].fee
    assert offered is not None
    assert offered.amount_cents == prospect(sign_up=sign_up, at=at).fee.amount_cents == 7000
    assert quote(sign_up=sign_up, at=at).net_cents == 7000
    term = actions.start(sign_up=sign_up, payment="transfer", at=at)
    assert term.fee_cents == 7000

    Fee.objects.filter(country="LV").update(amount_cents=8000)
    term.refresh_from_db()
    assert term.fee_cents == 7000
    later = term.ends_on - timedelta(days=7)
    renewal = renewal_of(membership_of(company=company, on=later))
    assert renewal is not None
    assert renewal.fee is not None
    assert renewal.fee.amount_cents == 8000


def test_a_renewal_that_orders_itself_costs_what_the_country_pays(
    silver: Level, company: Company, anna: User, has_points: HasPoints, terms: Terms, at: datetime
) -> None:
    has_points(600)
    Fee.objects.create(level=silver, country="LV", amount_cents=7000, from_on=date(2026, 1, 1))
    TermFactory.create(
        subscription=SubscriptionFactory.create(company=company, renewal="automatic"),
        starts_on=date(2025, 9, 20),
        ends_on=date(2026, 9, 20),
    )
    actions.accept_terms(company=company, by=anna, terms=terms, at=at)
    actions.do_due(at=at)
    assert Term.objects.get(starts_on=date(2026, 9, 20)).fee_cents == 7000


def test_the_start_page_shows_what_every_country_pays(client: Client, silver: Level) -> None:
    Fee.objects.create(level=silver, country="LV", amount_cents=77700, from_on=date(2026, 1, 1))
    page = client.get("/")
    assertContains(page, "€85.00")
    assertNotContains(page, "€777.00")


def test_a_running_term_keeps_the_benefits_of_its_order(
    as_anna: Client, company: Company, silver: Level
) -> None:
    today = clock.today()
    term = TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=335),
        created_at=clock.now() - timedelta(days=30),
    )
    benefit = Benefit.objects.earliest("position")
    old = LevelBenefit.objects.get(benefit=benefit, level=silver)
    old.until_on = today
    old.save()
    LevelBenefit.objects.create(
        benefit=benefit, level=silver, values={"en": "15 working days"}, from_on=today
    )

    assert benefits_of(term)[0].value == old.value
    overview = as_anna.get(reverse("subscriptions:overview"))
    assertContains(overview, old.value)
    assertNotContains(overview, "15 working days")
    assertContains(as_anna.get(reverse("subscriptions:levels")), "15 working days")
    later = TermFactory.create(created_at=clock.now())
    assert benefits_of(later)[0].value == "15 working days"
