"""Companies that might be the same: names compared by what is left of them, numbers, and the old programme."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import findings, names
from accounts.models import Application, Company
from products.models import LegacyMember, OldAddressProof
from tests.factories import (
    CompanyFactory,
    LegacyMemberFactory,
    LegacyProductFactory,
    SubmittedApplicationFactory,
)

pytestmark = pytest.mark.django_db
NAMES = {
    "SIA Kalniņa foto": "KALNINA FOTO",
    "„Kalniņa Foto”, SIA": "KALNINA FOTO",
    "Studio Bianchi S.r.l.": "STUDIO BIANCHI",
    "Fotograf Åkesson AB": "FOTOGRAF AKESSON",
    "OÜ Põhjala Pildid": "POHJALA PILDID",
    "Łódź-Foto Sp. z o.o.": "LODZ FOTO Z OO",
    "A/S Ørsted & Søn": "A S ORSTED SON",
    "Weiß [GmbH] (Köln)": "WEIS KOLN",
    "SIA": "",
    "": "",
    "100% foto | \\ ^ ` {x}": "100% FOTO X",
    "Sia-Sia AG Asahi": "ASAHI",
}


@pytest.mark.parametrize(("name", "core"), NAMES.items())
def test_the_database_and_the_code_find_the_same_core(name: str, core: str) -> None:
    assert names.core_of(name) == core
    assert CompanyFactory.create(legal_name=name).name_core == core


@pytest.fixture
def kalnina(case: Application) -> Application:
    """SIA Kalniņa foto, with numbers of her own."""
    Application.objects.filter(pk=case.pk).update(vat_number="LV1", registration_number="1")
    case.refresh_from_db()
    return case


def others(case: Application) -> dict[str, str]:
    return {found.legal_name: why for found, why in findings.lookalikes(case)}  # type: ignore[attr-defined]


def company(name: str, **numbers: str) -> Company:
    return CompanyFactory.create(legal_name=name, **{"vat_number": "", "registration_number": "", **numbers})


def test_similar_names_are_found_whatever_the_order_the_form_and_the_accents(kalnina: Application) -> None:
    company("Foto Kalnina AS")
    company("Kalniņu foto")
    company("Bērziņa video")
    found = others(kalnina)
    assert set(found) == {"Foto Kalnina AS", "Kalniņu foto"}
    assert found["Foto Kalnina AS"] == "similar name (100 %)"


def test_the_likest_comes_first(kalnina: Application) -> None:
    company("Kalniņu foto")
    company("Kalniņa foto")
    assert list(others(kalnina)) == ["Kalniņa foto", "Kalniņu foto"]


def test_the_same_numbers_are_found_whatever_the_name(kalnina: Application) -> None:
    company("Other GmbH", vat_number="LV1")
    company("Another AG", registration_number="1")
    company("Foreign SARL", registration_number="1", country="FR")
    assert others(kalnina) == {"Other GmbH": "same VAT number", "Another AG": "same registration number"}


def test_applications_are_found_too_but_no_drafts(kalnina: Application) -> None:
    SubmittedApplicationFactory.create(
        legal_name="Zzz", vat_number="", registration_number="", email=kalnina.email
    )
    SubmittedApplicationFactory.create(legal_name="Kalniņa foto", vat_number="", status="rejected")
    SubmittedApplicationFactory.create(legal_name="Draft Kalniņa foto", vat_number="LV1", status="draft")
    assert others(kalnina) == {"Kalniņa foto": "similar name (100 %)", "Zzz": "same e-mail"}


def test_a_customer_is_no_double_of_their_own_application(kalnina: Application) -> None:
    own = company("SIA Kalniņa foto", vat_number="LV1")
    Application.objects.filter(pk=kalnina.pk).update(company=own, status="approved")
    kalnina.refresh_from_db()
    assert others(kalnina) == {}
    assert not Application.objects.filter(pk=kalnina.pk).with_twins().exists()


@pytest.mark.parametrize("table", ["accounts_company", "accounts_application"])
def test_similar_names_are_looked_up_by_an_index(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT id FROM {table} WHERE name_core %% 'KALNINA FOTO'", [])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "_name_trigrams" in plan


# --- the old programme -------------------------------------------------------------------------------


def page(client: Client, case: Application) -> str:
    return client.get(f"/admin/accounts/application/{case.pk}/case/").content.decode()


@pytest.fixture
def legacy(case: Application) -> LegacyMember:
    Application.objects.filter(pk=case.pk).update(old_cps_email=" CPS@Old.example")
    return LegacyMemberFactory.create(
        number="103000042", email="cps@old.example", company_name="Kalniņa Foto", country="LV", level="Gold"
    )


def test_the_page_shows_the_record_that_the_old_address_leads_to(
    as_vera: Client, case: Application, legacy: LegacyMember
) -> None:
    LegacyProductFactory.create_batch(2, member=legacy)
    text = page(as_vera, case)
    assert "103000042 Kalniņa Foto" in text
    assert "Latvia, Gold" in text
    assert "2 products, 0 moved already, 0 to be cleared up" in text


def test_the_page_says_when_the_address_leads_nowhere(
    as_vera: Client, case: Application, legacy: LegacyMember
) -> None:
    legacy.delete()
    assert "Nobody had the address cps@old.example." in page(as_vera, case)


def test_the_page_says_when_somebody_else_has_proven_the_address(
    as_vera: Client, case: Application, legacy: LegacyMember, company: Company, at: datetime
) -> None:
    OldAddressProof.objects.create(
        company=company,
        email=legacy.email,
        method="login",
        created_at=at,
        proven_at=at,
    )
    assert f"{company} has proven already that this address is theirs." in page(as_vera, case)


def test_without_an_old_address_there_is_nothing_to_say(as_vera: Client, case: Application) -> None:
    assert "In the old programme" not in page(as_vera, case)


def test_the_page_with_all_that_there_is_stays_within_its_query_budget(
    as_vera: Client,
    case: Application,
    legacy: LegacyMember,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    CompanyFactory.create_batch(3, legal_name="Kalniņa Foto SIA")
    SubmittedApplicationFactory.create_batch(3, legal_name="Kalniņa Foto AS")
    with django_assert_max_num_queries(15):
        assert legacy.number in page(as_vera, case)
