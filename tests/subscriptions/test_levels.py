"""Available CPS levels: what stands beside what, and who sees the corporate ones."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Company, User
from points.models import Level
from subscriptions import actions
from subscriptions.membership import membership_of
from subscriptions.models import Benefit, Fee, LevelBenefit, Terms
from subscriptions.offer import Comparison, comparison
from tests.subscriptions.conftest import HasPoints

LEVELS = reverse("subscriptions:levels")
ON = date(2026, 9, 14)


def compared(company: Company, group: str = "", chosen: Level | None = None) -> Comparison:
    return comparison(membership_of(company=company, on=ON), chosen=chosen, group=group)


@pytest.mark.parametrize(
    ("total", "wanted", "switch", "group"),
    [
        (500, "", False, "personal"),
        (2499, "corporate", False, "personal"),
        (2500, "", True, "corporate"),
        (2500, "personal", True, "personal"),
        (10000, "corporate", True, "corporate"),
        (10000, "other", True, "corporate"),
    ],
)
def test_the_switch_to_the_corporate_levels_opens_at_2500_points(
    company: Company, has_points: HasPoints, total: int, wanted: str, switch: bool, group: str
) -> None:
    has_points(total)
    page = compared(company, wanted)
    assert (page.has_switch, page.group) == (switch, group)
    assert {offer.level.group for offer in page.offers} == {group}


def test_the_group_of_the_chosen_level_is_shown_first(company: Company, has_points: HasPoints) -> None:
    has_points(5000)
    assert compared(company, chosen=Level.objects.get(code="gold")).group == "personal"


def test_ranges_fees_and_missing_points(company: Company, has_points: HasPoints) -> None:
    has_points(580)
    rows = [
        (each.level.minimum, each.maximum, each.fee and each.fee.amount_cents, each.missing)
        for each in compared(company).offers
    ]
    assert rows == [(500, 999, 8500, 0), (1000, 1599, 17000, 420), (1600, 2499, 30000, 1020)]


def test_the_highest_level_has_no_upper_end(company: Company, has_points: HasPoints) -> None:
    has_points(2500)
    rows = [(each.maximum, each.fee and each.fee.amount_cents) for each in compared(company).offers]
    assert rows == [(4499, 100_000), (9999, 300_000), (None, 500_000)]


def test_every_level_has_a_line_for_every_benefit(company: Company, has_points: HasPoints) -> None:
    has_points(580)
    names = {tuple(line.name for line in offer.benefits) for offer in compared(company).offers}
    assert len(names) == 1
    assert len(names.pop()) == Benefit.objects.count()
    assert any(line.value == "" for line in compared(company).offers[0].benefits)


def test_every_benefit_is_said_in_both_languages(db: None) -> None:
    texts = [row.names for row in Benefit.objects.all()] + [row.values for row in LevelBenefit.objects.all()]
    assert all(text["en"] and text["lv"] for text in texts)


def test_a_level_without_a_fee_cannot_be_chosen(company: Company, has_points: HasPoints) -> None:
    has_points(580)
    Fee.objects.filter(level__code="silver").delete()
    assert not compared(company).offers[0].can_be_chosen


@pytest.mark.parametrize(
    ("total", "buttons"),
    [
        (580, ["CPS Silver"]),
        (1000, ["CPS Silver", "CPS Gold"]),
        (2000, ["CPS Silver", "CPS Gold", "CPS Platinum"]),
    ],
)
def test_there_is_a_button_for_each_level_that_can_be_chosen(
    as_anna: Client,
    company: Company,
    anna: User,
    terms: Terms,
    has_points: HasPoints,
    total: int,
    buttons: list[str],
) -> None:
    has_points(total)
    actions.accept_and_begin(
        company=company, by=anna, terms=terms, at=terms.published_at or pytest.fail("not published")
    )
    page = as_anna.get(LEVELS)
    assertContains(page, "Sign up to CPS", count=len(buttons))
    for name in buttons:
        assertContains(page, f"Sign up to {name}")


def test_a_level_out_of_reach_says_what_is_missing(as_anna: Client, has_points: HasPoints) -> None:
    has_points(400)
    page = as_anna.get(LEVELS)
    assertContains(page, "100 points are missing.")
    assertContains(page, "600 points are missing.")
    assertNotContains(page, "Corporate levels")


def test_the_terms_have_the_same_headings_in_both_languages(terms: Terms) -> None:
    counts = set()
    for language in ("en-gb", "lv"):
        with translation.override(language):
            sections = terms.sections
            counts.add(len(sections))
            assert all(section.paragraphs for section in sections)
            assert [section.heading.split(".")[0] for section in sections[1:]] == [
                str(n) for n in range(1, 13)
            ]
    assert counts == {13}
