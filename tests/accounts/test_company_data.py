"""My account: what changes at once, what a verifier looks at first, and the way back to where one came from."""

from collections.abc import Callable

import pytest
from django.test import Client
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.models import Company, CompanyChange, User, VatCheck
from accounts.notifications import GEAR, LOG_INS, MONEY, NOTIFICATIONS
from cps_portal.lib import clock
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
ADDRESS = {
    "street": "Tērbatas iela 2",
    "postal_code": "lv-1011",
    "city": "Rīga",
    "invoice_email": "",
    "language": "lv",
}
FACTS = {
    "legal_name": "SIA Jaunā studija",
    "country": "LV",
    "vat_registered": "yes",
    "vat_number": "40003245752",
    "registration_number": "40003245752",
}
MailTo = Callable[[str], Email]


def ask(client: Client, **facts: str) -> str:
    return client.post("/account/company/name/", {**FACTS, **facts}, follow=True).content.decode()


def waiting(company: Company) -> CompanyChange:
    return CompanyChange.objects.get(company=company, status=CompanyChange.Status.PENDING)


def address(change: CompanyChange, act: str) -> str:
    return f"/admin/accounts/companychange/{change.pk}/{act}/"


def test_the_address_changes_at_once(as_anna: Client, company: Company) -> None:
    as_anna.post("/account/company/", {**ADDRESS, "invoice_email": "Rekini@Studio.example"})
    company.refresh_from_db()
    assert (company.street, company.postal_code, company.language) == ("Tērbatas iela 2", "LV-1011", "lv")
    assert company.billing_email == "rekini@studio.example"


def test_an_address_off_the_mainland_is_refused(as_anna: Client, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(country="ES")
    page = as_anna.post("/account/company/", {**ADDRESS, "postal_code": "35001"}).content.decode()
    assert "outside it" in page


def test_a_new_name_waits_for_a_verifier(as_anna: Client, company: Company) -> None:
    page = ask(as_anna)
    assert "We check the change." in page
    assert "SIA Jaunā studija" in page
    before = company.legal_name
    company.refresh_from_db()
    assert company.legal_name == before


def test_vera_sees_before_and_after_and_approves(
    as_anna: Client, as_vera: Client, company: Company, mail_to: MailTo
) -> None:
    before = company.legal_name
    ask(as_anna)
    assert before in as_vera.get("/admin/accounts/companychange/").content.decode()
    page = as_vera.get(address(waiting(company), "change")).content.decode()
    assert before in page
    assert "SIA Jaunā studija" in page
    as_vera.post(address(waiting(company), "approve"))
    company.refresh_from_db()
    assert company.legal_name == "SIA Jaunā studija"
    assert mail_to("anna@studio.example").subject == "Your company’s new data count"


def test_vera_rejects_with_a_reason_that_anna_reads(
    as_anna: Client, as_vera: Client, company: Company, mail_to: MailTo
) -> None:
    ask(as_anna)
    change = waiting(company)
    assert "verdict__error" in as_vera.post(address(change, "reject"), {"reason": ""}).content.decode()
    as_vera.post(address(change, "reject"), {"reason": "The register says otherwise."})
    assert "The register says otherwise." in mail_to("anna@studio.example").message
    company.refresh_from_db()
    assert company.legal_name != "SIA Jaunā studija"


def test_a_change_is_decided_once(as_anna: Client, as_vera: Client, company: Company) -> None:
    ask(as_anna)
    change = waiting(company)
    as_vera.post(address(change, "reject"), {"reason": "No."})
    page = as_vera.post(address(change, "approve"), follow=True).content.decode()
    assert "decided or withdrawn already" in page
    assert not Company.objects.filter(legal_name="SIA Jaunā studija").exists()


def test_a_change_of_what_is_not_so_any_more_is_refused(
    as_anna: Client, as_vera: Client, company: Company
) -> None:
    ask(as_anna)
    Company.objects.filter(pk=company.pk).update(legal_name="SIA Cita")
    page = as_vera.post(address(waiting(company), "approve"), follow=True).content.decode()
    assert "The company has changed since." in page
    assert waiting(company).is_pending


def test_a_second_change_takes_the_place_of_the_first_and_can_be_withdrawn(
    as_anna: Client, company: Company
) -> None:
    ask(as_anna)
    ask(as_anna, legal_name="SIA Vēl jaunāka")
    assert waiting(company).after["legal_name"] == "SIA Vēl jaunāka"
    as_anna.post("/account/company/name/withdraw/")
    assert not CompanyChange.objects.pending().exists()


def test_a_new_vat_number_is_asked_about(as_anna: Client) -> None:
    ask(as_anna, vat_number="LV90000069281")
    assert VatCheck.objects.get().number == "LV90000069281"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"vat_number": "40003245753"}, "form-errors"),
        ({"registration_number": "1"}, "form-errors"),
        ({"legal_name": ""}, "This field is required."),
        ({"country": "US"}, "Select a valid choice"),
    ],
)
def test_facts_that_cannot_be_right_are_refused(as_anna: Client, facts: dict[str, str], why: str) -> None:
    assert why in ask(as_anna, **facts)
    assert not CompanyChange.objects.exists()


def test_nothing_new_is_nothing_to_check(as_anna: Client, company: Company) -> None:
    assert "Nothing is different" in ask(as_anna, legal_name=company.legal_name)


def test_staff_without_the_right_do_not_decide(as_anna: Client, company: Company) -> None:
    ask(as_anna)
    client = Client()
    client.force_login(StaffFactory.create(is_superuser=False))
    assert client.post(address(waiting(company), "approve")).status_code == 403


def test_the_edit_links_of_the_review_lead_back_again(as_anna: Client) -> None:
    there = "?next=/subscriptions/review/"
    assert as_anna.post(f"/account/company/{there}", ADDRESS).url == "/subscriptions/review/"  # type: ignore[attr-defined]
    assert 'href="/subscriptions/review/"' in as_anna.get(f"/account/person/{there}").content.decode()
    elsewhere = as_anna.post("/account/company/?next=https://evil.example/", ADDRESS)
    assert elsewhere.url == "/account/"  # type: ignore[attr-defined]


def test_anna_describes_herself(as_anna: Client, anna: User) -> None:
    given = {"name": " Anna   Liepa ", "phone": "+371 29999999", "language": "lv"}
    response = as_anna.post("/account/person/", given)
    assert response.cookies["django_language"].value == "lv"
    anna.refresh_from_db()
    assert (anna.name, anna.phone, anna.language) == ("Anna Liepa", "+371 29999999", "lv")


def test_a_phone_number_that_nobody_can_dial_is_refused(as_anna: Client) -> None:
    given = {"name": "Anna Liepa", "phone": "call me", "language": "lv"}
    assert "Write the number" in as_anna.post("/account/person/", given).content.decode()


def test_anna_chooses_her_mails(as_anna: Client, anna: User) -> None:
    as_anna.post("/account/notifications/", {"gear": "on"})
    anna.refresh_from_db()
    assert [kind.code for kind in NOTIFICATIONS if anna.wants(kind)] == [
        "security",
        "money",
        "questions",
        "gear",
    ]
    assert anna.wants(GEAR)
    assert anna.wants(MONEY)
    assert not anna.wants(LOG_INS)


@pytest.mark.parametrize("path", ["", "company/", "company/name/", "person/", "notifications/", "data/"])
def test_the_pages_stay_within_their_query_budget(
    as_anna: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    with django_assert_max_num_queries(12):
        assert as_anna.get(f"/account/{path}").status_code == 200


def test_the_list_of_changes_stays_within_its_query_budget(
    as_anna: Client,
    as_vera: Client,
    company: Company,
    anna: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    facts = {**actions.facts_of(company), "legal_name": "SIA Jaunā"}
    actions.ask_for_change(company=company, after=facts, by=anna, at=clock.now())
    with django_assert_max_num_queries(15):
        assert as_vera.get("/admin/accounts/companychange/").status_code == 200
