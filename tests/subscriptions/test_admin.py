from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from points.models import Level
from subscriptions.models import Benefit, Fee, LevelBenefit, Terms
from tests.factories import TermFactory

TEXTS = {"texts_en": "1. Be kind\n\nAlways.", "texts_lv": "1. Esiet laipni\n\nVienmēr."}


def test_staff_write_a_draft_and_publish_it(as_vera: Client) -> None:
    as_vera.post(reverse("admin:subscriptions_terms_add"), {"version": "2026-10", **TEXTS})
    draft = Terms.objects.get(version="2026-10")
    assert not draft.is_published
    assert draft.texts == {"en": TEXTS["texts_en"], "lv": TEXTS["texts_lv"]}

    listing = reverse("admin:subscriptions_terms_changelist")
    as_vera.post(listing, {"action": "publish", "_selected_action": [draft.pk]})
    assert Terms.objects.current(at=timezone.now()) == draft


def test_published_terms_can_neither_be_changed_nor_published_again(as_vera: Client, db: None) -> None:
    terms = Terms.objects.get()
    before = (terms.texts, terms.published_at)
    url = reverse("admin:subscriptions_terms_change", args=[terms.pk])
    assertNotContains(as_vera.get(url), 'name="texts_en"')
    assert as_vera.post(url, {"version": "other", **TEXTS}).status_code == 403
    listing = reverse("admin:subscriptions_terms_changelist")
    page = as_vera.post(listing, {"action": "publish", "_selected_action": [terms.pk]}, follow=True)
    assertContains(page, "These terms are published already.")
    terms.refresh_from_db()
    assert (terms.texts, terms.published_at) == before


def test_a_draft_without_an_english_text_is_not_published(as_vera: Client, db: None) -> None:
    draft = Terms.objects.create(version="2026-10", texts={"lv": "Esiet laipni."})
    listing = reverse("admin:subscriptions_terms_changelist")
    page = as_vera.post(listing, {"action": "publish", "_selected_action": [draft.pk]}, follow=True)
    assertContains(page, "Write the English text before you publish the terms.")


def test_a_fee_in_force_can_only_be_given_an_end(as_vera: Client, db: None) -> None:
    fee = Fee.objects.get(level__code="silver")
    url = reverse("admin:subscriptions_fee_change", args=[fee.pk])
    as_vera.post(url, {"amount_cents": 1, "until_on": "2030-01-01"})
    fee.refresh_from_db()
    assert (fee.amount_cents, fee.until_on) == (8500, date(2030, 1, 1))


def test_two_fees_at_a_time_are_refused(as_vera: Client, db: None) -> None:
    silver = Level.objects.get(code="silver")
    new = {"level": silver.pk, "currency": "EUR", "amount_cents": 9000, "from_on": "2027-01-01"}
    page = as_vera.post(reverse("admin:subscriptions_fee_add"), new)
    assert page.status_code == 200
    assert Fee.objects.filter(level=silver).count() == 1


def posted(benefit: Benefit, rows: list[LevelBenefit], **changed: str) -> dict[str, object]:
    """What the page of a benefit sends when the lines are changed so."""
    data: dict[str, object] = {
        "position": benefit.position,
        "names_en": "Repair time",
        "names_lv": "Remonta ilgums",
        "levels-TOTAL_FORMS": len(rows),
        "levels-INITIAL_FORMS": len([row for row in rows if row.pk]),
    }
    for place, row in enumerate(rows):
        line = {"id": row.pk or "", "benefit": benefit.pk, "level": row.level_id, "from_on": row.from_on}
        line |= {"until_on": row.until_on or "", "values_en": row.values["en"], "values_lv": row.values["lv"]}
        data |= {f"levels-{place}-{name}": value for name, value in (line | changed).items()}
    return data


@pytest.fixture
def benefit(db: None) -> Benefit:
    found = Benefit.objects.first()
    assert found is not None
    return found


def test_a_benefit_to_come_is_edited_language_by_language(as_vera: Client, benefit: Benefit) -> None:
    rows = list(LevelBenefit.objects.filter(benefit=benefit))
    LevelBenefit.objects.filter(benefit=benefit).update(from_on="2099-01-01")
    for row in rows:
        row.from_on = date(2099, 1, 1)
    url = reverse("admin:subscriptions_benefit_change", args=[benefit.pk])
    assert as_vera.post(url, posted(benefit, rows, values_en="soon", values_lv="drīz")).status_code == 302
    benefit.refresh_from_db()
    assert benefit.names == {"en": "Repair time", "lv": "Remonta ilgums"}
    said = LevelBenefit.objects.filter(benefit=benefit, values={"en": "soon", "lv": "drīz"})
    assert said.count() == len(rows)


def test_a_benefit_that_was_promised_can_only_be_given_an_end(as_vera: Client, benefit: Benefit) -> None:
    rows = list(LevelBenefit.objects.filter(benefit=benefit))
    url = reverse("admin:subscriptions_benefit_change", args=[benefit.pk])
    page = as_vera.post(url, posted(benefit, rows, values_en="less"))
    assertContains(page, "This holds already.")
    follower = LevelBenefit(level=rows[0].level, benefit=benefit, from_on=date(2099, 1, 1))
    follower.values = {"en": "more", "lv": "vairāk"}
    data = posted(benefit, [*rows, follower], until_on="2099-01-01")
    data[f"levels-{len(rows)}-until_on"] = ""
    assert as_vera.post(url, data).status_code == 302
    kept = LevelBenefit.objects.filter(benefit=benefit, until_on="2099-01-01")
    assert [row.values for row in kept] == [row.values for row in rows]
    assert LevelBenefit.objects.get(benefit=benefit, until_on=None).values["en"] == "more"


def test_a_fee_that_ends_before_it_begins_is_refused_in_words(as_vera: Client, db: None) -> None:
    silver = Level.objects.get(code="silver")
    new = {"level": silver.pk, "currency": "EUR", "amount_cents": 9000, "country": "LV"}
    page = as_vera.post(
        reverse("admin:subscriptions_fee_add"), {**new, "from_on": "2027-01-01", "until_on": "2026-01-01"}
    )
    assertContains(page, "The end must not lie before the beginning.")
    as_vera.post(reverse("admin:subscriptions_fee_add"), {**new, "from_on": "2027-01-01"})
    assert Fee.objects.get(country="LV").amount_cents == 9000


@pytest.mark.parametrize(
    "name", ["subscription", "term", "membershipnumber", "acceptance", "fee", "benefit", "terms"]
)
def test_every_list_of_staff_opens(as_vera: Client, db: None, name: str) -> None:
    TermFactory.create()
    assert as_vera.get(reverse(f"admin:subscriptions_{name}_changelist")).status_code == 200


def test_a_membership_number_is_found(as_vera: Client, db: None) -> None:
    number = TermFactory.create(subscription__number__number="607118234").subscription.number
    TermFactory.create()
    page = as_vera.get(reverse("admin:subscriptions_membershipnumber_changelist"), {"q": "607118234"})
    assertContains(page, str(number.company))


def test_memberships_are_read_only(as_vera: Client, db: None) -> None:
    term = TermFactory.create()
    for name, pk in (("subscription", term.subscription_id), ("term", term.pk)):
        url = reverse(f"admin:subscriptions_{name}_change", args=[pk])
        assertNotContains(as_vera.get(url), 'name="_save"')
        assert as_vera.post(url, {}).status_code == 403
