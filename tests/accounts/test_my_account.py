import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Company, Role, User
from tests.factories import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_anna_sees_her_company_and_its_people(as_anna: Client, company: Company, stranger: User) -> None:
    RoleFactory.create(user=UserFactory.create(name="Kārlis"), company=company, kind=Role.Kind.COLLEAGUE)
    page = as_anna.get("/account/").content.decode()
    assert company.legal_name in page
    assert "LV40003245752" in page
    assert "Kārlis" in page
    assert "Otto Other" not in page


def test_anna_chooses_her_language(as_anna: Client, anna: User) -> None:
    response = as_anna.post("/language/", {"language": "lv", "next": "/account/"})
    assert response.cookies["django_language"].value == "lv"
    anna.refresh_from_db()
    assert anna.language == "lv"


def test_strangers_are_sent_to_the_log_in(client: Client) -> None:
    assert client.get("/account/").url.startswith("/login/")  # type: ignore[attr-defined]


def test_the_page_stays_within_its_query_budget(
    as_anna: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        assert as_anna.get("/account/").status_code == 200
