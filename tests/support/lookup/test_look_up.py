from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries as Budget

from accounts.models import Company, User
from subscriptions.models import MembershipNumber, Term
from support.lookup import actions
from support.lookup.models import LookUp
from support.lookup.results import Found
from tests.factories import (
    CompanyFactory,
    InvoiceFactory,
    LegacyMemberFactory,
    MembershipNumberFactory,
    RegistrationFactory,
    RoleFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db
LOOK_UP = "/staff/look-up/"
LookFor = Callable[[str], Found]


@pytest.fixture
def look_for(agent: User, at: datetime) -> LookFor:
    return lambda query: actions.look_up(query=query, purpose="call", by=agent, at=at)


@pytest.mark.parametrize("query", ["151335488", "151 335 488", "151-335-488"])
def test_the_membership_number_leads_straight_to_the_member(
    as_agent: Client, silver: Term, query: str
) -> None:
    answer = as_agent.get(LOOK_UP, {"q": query})
    assert answer.headers["Location"] == reverse("members:member", args=[silver.subscription.company_id])


def test_an_old_number_leads_to_the_present_one(look_for: LookFor, silver: Term, company: Company) -> None:
    MembershipNumberFactory.create(
        company=company, number="103000001", kind=MembershipNumber.Kind.LEGACY, since_at=silver.created_at
    )
    found = look_for("103 000 001")
    assert found.only == company
    assert found.hits[0].membership is not None
    assert found.hits[0].membership.number == "151335488"


def test_a_legacy_number_leads_to_the_company_before_its_gear_has_moved(
    look_for: LookFor, company: Company
) -> None:
    LegacyMemberFactory.create(number="103000002", email="old@studio.example")
    company.old_cps_email = "old@studio.example"
    company.save()
    assert look_for("103000002").only == company


def test_a_legacy_member_without_an_account_is_at_least_known(look_for: LookFor) -> None:
    legacy = LegacyMemberFactory.create(number="103000003", email="lost@studio.example")
    assert look_for("103000003").unclaimed == [legacy]
    assert look_for("lost@studio.example").unclaimed == [legacy]
    assert look_for("103000003").hits == []


@pytest.mark.parametrize("query", ["0123456789", "0123-456-789", "0123456789 (body)"])
def test_gear_is_found_by_its_serial_number(look_for: LookFor, company: Company, query: str) -> None:
    RegistrationFactory.create(company=company, serial="0123456789")
    assert look_for(query).only == company


def test_a_serial_number_that_two_companies_know_is_for_the_agent_to_decide(
    look_for: LookFor, company: Company, at: datetime
) -> None:
    RegistrationFactory.create(company=company, serial="0123456789", ended_at=at, end="sold")
    buyer = RegistrationFactory.create(serial="0123456789").company
    found = look_for("0123456789")
    assert [hit.company for hit in found.hits] == [buyer, company]
    assert found.only is None


@pytest.mark.parametrize("query", ["LV40003245752", "lv 4000 3245 752", "40003245752"])
def test_a_company_is_found_by_vat_and_registration_number(
    look_for: LookFor, company: Company, query: str
) -> None:
    assert look_for(query).only == company


def test_a_foreign_registration_number_is_found_as_it_is_written(look_for: LookFor) -> None:
    company = CompanyFactory.create(country="DE", vat_number="", registration_number="HRB 12345")
    assert look_for("hrb 12345").only == company


@pytest.mark.parametrize("query", ["anna@studio.example", " Anna@Studio.example"])
def test_a_person_is_found_by_e_mail(look_for: LookFor, anna: User, company: Company, query: str) -> None:
    assert look_for(query).only == company


@pytest.mark.parametrize("field", ["invoice_email", "old_cps_email"])
def test_a_company_is_found_by_its_other_addresses(look_for: LookFor, company: Company, field: str) -> None:
    setattr(company, field, "paper@studio.example")
    company.save()
    assert look_for("paper@studio.example").only == company


def test_an_invoice_is_found_by_number_and_by_payment_reference(look_for: LookFor, company: Company) -> None:
    InvoiceFactory.create(company=company, number="2026-000017", reference="RF18539007547034")
    assert look_for("2026-000017").only == company
    assert look_for("RF18 5390 0754 7034").only == company


@pytest.mark.parametrize(
    "query", ["Bērziņa", "studija berzina", "BERZINA  STUDIJA", "berz", "studja berzina"]
)
def test_a_name_is_found_in_any_order_without_accents_and_with_a_slip(
    look_for: LookFor, silver: Term, company: Company, query: str
) -> None:
    CompanyFactory.create(legal_name="SIA Kalna Foto")
    assert [hit.company for hit in look_for(query).hits] == [company]


def test_the_exact_name_comes_first(look_for: LookFor) -> None:
    CompanyFactory.create(legal_name="Foto Ozols un partneri")
    exact = CompanyFactory.create(legal_name="Ozols Foto")
    assert look_for("foto ozols").hits[0].company == exact


def test_the_only_company_of_exactly_that_name_is_opened(look_for: LookFor) -> None:
    company = CompanyFactory.create(legal_name="Ozols Foto")
    assert look_for("Ozols Foto").only == company
    CompanyFactory.create(legal_name="Ozols Foto Liepāja")
    assert look_for("Ozols Foto").only is None


@pytest.mark.parametrize(
    "query",
    [
        *("%", "_____", "'; drop table", "\x00\x00\x00abc", "a" * 500, "💥💥💥", "﷽" * 9),
        *(
            "%s %(q)s {}",
            "\\d+ [a-z]* ((",
            "\u0301\u0327",
            "\ud800".encode("utf-8", "replace").decode(),
            "\r\n\t\x1b",
        ),
        *("zz " * 70, "x" * 61 + " y", "@", "@@@@", "RF", "ﬁ" * 200, "0" * 200),
    ],
)
def test_odd_texts_find_nobody_and_break_nothing(as_agent: Client, company: Company, query: str) -> None:
    answer = as_agent.get(LOOK_UP, {"q": query})
    assert answer.status_code == 200
    assert b'class="hit"' not in answer.content


def test_each_look_up_is_noted_with_the_agent_and_whom_it_led_to(
    as_agent: Client, agent: User, silver: Term, company: Company
) -> None:
    as_agent.get(LOOK_UP, {"q": "151 335 488"}, follow=True)
    as_agent.get(LOOK_UP, {"q": "nobody of this name"})
    noted = LookUp.objects.order_by("pk").values_list("by", "query", "company")
    assert list(noted) == [
        (agent.pk, "151 335 488", company.pk),
        (agent.pk, "", company.pk),
        (agent.pk, "nobody of this name", None),
    ]


def test_an_empty_look_up_asks_nothing_and_notes_nothing(as_agent: Client) -> None:
    assert as_agent.get(LOOK_UP, {"q": "  "}).status_code == 200
    assert not LookUp.objects.exists()


def test_while_typing_only_the_answers_are_sent(as_agent: Client, silver: Term) -> None:
    answer = as_agent.get(LOOK_UP, {"q": "berz"}, headers={"HX-Request": "true"})
    assert "<mark>Bērz</mark>iņa" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_a_name_cannot_bring_its_own_markup(as_agent: Client) -> None:
    CompanyFactory.create(legal_name="<script>Foto</script>")
    CompanyFactory.create(legal_name="Foto Foto")
    page = as_agent.get(LOOK_UP, {"q": "foto"}).content.decode()
    assert "&lt;script&gt;<mark>Foto</mark>" in page


def test_for_customers_and_for_staff_without_the_right_there_is_no_look_up(
    client: Client, anna: User, company: Company
) -> None:
    for user in (anna, StaffFactory.create(is_superuser=False)):
        client.force_login(user)
        assert client.get(LOOK_UP).status_code == 404
        assert client.get(reverse("members:member", args=[company.pk])).status_code == 404


def test_visitors_are_asked_to_log_in(client: Client, company: Company) -> None:
    for page in (LOOK_UP, reverse("members:member", args=[company.pk])):
        assert client.get(page).headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    "query", ["151335488", "151335489", "berzina", "anna@studio.example", "2026-000017", "40003245752"]
)
def test_a_look_up_stays_within_its_query_budget(
    as_agent: Client, silver: Term, anna: User, django_assert_max_num_queries: Budget, query: str
) -> None:
    CompanyFactory.create_batch(5, legal_name="Bērziņa Foto")
    with django_assert_max_num_queries(13):
        as_agent.get(LOOK_UP, {"q": query})


def test_the_membership_of_a_row_is_the_last_that_began(
    look_for: LookFor, silver: Term, company: Company
) -> None:
    Term.objects.filter(pk=silver.pk).update(
        starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1), promised_until=date(2025, 1, 1)
    )
    membership = look_for("151335488").hits[0].membership
    assert membership is not None
    assert (membership.line.is_running, membership.line.until) == (False, date(2024, 12, 31))


def test_people_who_left_no_trace_are_not_confused_with_others(look_for: LookFor, company: Company) -> None:
    RoleFactory.create(company=company, user__email="anna@studio.example")
    assert look_for("ann@studio.example").hits == []


@pytest.mark.parametrize("query", ["151335489", "151 335 988", "151353488", "115335488"])
def test_one_slip_in_a_number_is_guessed_and_never_opened_by_itself(
    as_agent: Client, silver: Term, company: Company, query: str
) -> None:
    page = as_agent.get(LOOK_UP, {"q": query})
    assert page.status_code == 200
    assert "almost the same" in page.content.decode()
    assert company.legal_name in page.content.decode()


@pytest.mark.parametrize("query", ["151335499", "991335488"])
def test_two_slips_are_nobody(look_for: LookFor, silver: Term, query: str) -> None:
    assert look_for(query).hits == []


def test_the_purpose_is_logged_and_kept_until_another_is_chosen(as_agent: Client, silver: Term) -> None:
    as_agent.get(LOOK_UP, {"q": "151335488", "purpose": "repair"})
    as_agent.get(reverse("members:member", args=[silver.subscription.company_id]))
    as_agent.get(LOOK_UP, {"q": "151335488", "purpose": "nonsense"})
    assert list(LookUp.objects.order_by("pk").values_list("purpose", flat=True)) == ["repair"] * 3
