"""The terms of use: drafted, seen beforehand, published, accepted, and kept as they were read."""

import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions import actions
from subscriptions.models import Acceptance, Terms
from tests.factories import RoleFactory, StaffFactory, SubscriptionFactory, TermFactory, UserFactory
from tests.subscriptions.conftest import HasPoints, Reviewed

A4_HEIGHT = 842


@pytest.fixture
def accepted(company: Company, anna: User, terms: Terms, at: datetime) -> Acceptance:
    return actions.accept_terms(company=company, by=anna, terms=terms, at=at)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    assert round(float(pages[0].mediabox.height)) == A4_HEIGHT
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-gb", ["Terms of use", "Accepted by Anna Bērziņa", "English", "14 September 2026"]),
        ("lv", ["Lietošanas noteikumi", "Pieņēma Anna Bērziņa", "Latviešu", "2026. gada 14. septembris"]),
    ],
)
def test_the_member_fetches_the_text_as_it_was_read(
    as_anna: Client, accepted: Acceptance, language: str, words: list[str]
) -> None:
    Acceptance.objects.filter(pk=accepted.pk).update(language=language)
    url = reverse("subscriptions:accepted_terms", args=[accepted.pk])
    answer = as_anna.get(url, headers={"accept-language": "en-gb"})
    assert answer["Content-Disposition"] == 'attachment; filename="cps-terms-2026-01.pdf"'
    said = text_of(answer.content)
    for word in [*words, "SIA Studija"]:
        assert word.lower() in said.lower()
    heading = next(one.heading for one in accepted.terms.sections_by_language[language[:2]] if one.heading)
    assert heading in said


def test_a_stranger_gets_nobody_elses_paper(client: Client, stranger: User, accepted: Acceptance) -> None:
    client.force_login(stranger)
    assert client.get(reverse("subscriptions:accepted_terms", args=[accepted.pk])).status_code == 404


def test_overview_and_review_lead_to_the_accepted_text(
    as_anna: Client,
    reviewed: Reviewed,
    company: Company,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    reviewed("silver")
    acceptance = Acceptance.objects.get()
    url = reverse("subscriptions:accepted_terms", args=[acceptance.pk])
    assertContains(as_anna.get(reverse("subscriptions:review")), url)
    with django_assert_max_num_queries(12):
        assertContains(as_anna.get(reverse("subscriptions:overview")), url)


def test_a_new_version_is_accepted_before_the_next_term(
    company: Company, anna: User, has_points: HasPoints, accepted: Acceptance, at: datetime
) -> None:
    has_points(600)
    TermFactory.create(
        subscription=SubscriptionFactory.create(company=company),
        starts_on=clock.on(at) - timedelta(days=345),
        ends_on=clock.on(at) + timedelta(days=20),
    )
    newer = Terms.objects.create(version="2026-09", texts={"en": "New."})
    actions.publish_terms(terms=newer, at=at)
    begun = actions.begin_renewal(company=company, by=anna, at=at)
    with pytest.raises(actions.TermsNotAccepted):
        actions.review(sign_up=begun, purchase_order="", at=at)
    actions.accept_and_review(sign_up=begun, by=anna, terms=newer, purchase_order="", at=at)
    assert [one.terms.version for one in Acceptance.objects.order_by("pk")] == ["2026-01", "2026-09"]


def test_staff_see_who_accepted_what_in_which_language(
    as_vera: Client, accepted: Acceptance, terms: Terms
) -> None:
    page = as_vera.get(reverse("admin:subscriptions_terms_change", args=[terms.pk]))
    listing = f"{reverse('admin:subscriptions_acceptance_changelist')}?terms__id__exact={terms.pk}"
    assertContains(page, listing)
    assertContains(as_vera.get(listing), "Anna Bērziņa")
    page = as_vera.get(reverse("admin:subscriptions_acceptance_change", args=[accepted.pk]))
    paper = reverse("admin:subscriptions_acceptance_paper", args=[accepted.pk])
    assertContains(page, paper)
    assert "Anna Bērziņa" in text_of(as_vera.get(paper).content)


def test_staff_without_the_right_get_no_paper(client: Client, accepted: Acceptance) -> None:
    client.force_login(StaffFactory.create(is_superuser=False))
    paper = reverse("admin:subscriptions_acceptance_paper", args=[accepted.pk])
    assert client.get(paper).status_code == 403


def test_a_draft_is_seen_as_members_will_read_it_before_it_is_published(as_vera: Client, db: None) -> None:
    texts = {"en": "Hello <b>.\n\n1. Levels\n\nFour.", "lv": "Sveiki.\n\n1. Līmeņi\n\nČetri."}
    draft = Terms.objects.create(version="2027-01", texts=texts)
    page = as_vera.get(reverse("admin:subscriptions_terms_change", args=[draft.pk]))
    for words in ("Hello &lt;b&gt;.", ">1. Levels</h3>", ">1. Līmeņi</h3>", 'lang="lv"'):
        assertContains(page, words)
    public = Client().get(reverse("subscriptions:terms_text"))
    assertNotContains(public, "Hello")


def test_a_colleague_fetches_the_paper_of_the_company(
    client: Client, company: Company, accepted: Acceptance
) -> None:
    colleague = UserFactory.create()
    RoleFactory.create(user=colleague, company=company, kind="colleague")
    client.force_login(colleague)
    url = reverse("subscriptions:accepted_terms", args=[accepted.pk])
    assert client.get(url)["Content-Type"] == "application/pdf"
