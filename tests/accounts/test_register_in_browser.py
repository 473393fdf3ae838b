"""The whole form in a real browser at phone width, in both languages."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Application
from tests.accounts import papers
from tests.accounts.applicant import COMPANY
from tests.browser import PHONE, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name=gettext("Save and go on")).click()


def introduces_himself(page: Page) -> None:
    go_on(page)
    check(page)  # every field says what is missing
    page.locator("#id_contact_name").fill("Jānis Kalniņš")
    page.locator("#id_email").fill("janis@foto.example")
    page.locator("#id_phone").fill("+371 20000000")
    go_on(page)
    check(page)


def names_the_vat_number(page: Page) -> None:
    page.locator("#id_country").select_option("LV")
    page.get_by_label(gettext("Yes, it has a VAT number")).check()
    for number in ("40003245753", "40003245752"):  # the first with a wrong digit
        page.locator("#id_vat_number").fill(number)
        go_on(page)
        check(page)


def uploads_the_certificate(page: Page) -> None:
    certificate = {"name": "pvn.pdf", "mimeType": "application/pdf", "buffer": papers.pdf()}
    page.locator("#id_kind_0").check()
    page.locator("#id_file").set_input_files(certificate)  # type: ignore[arg-type]
    go_on(page)
    check(page)  # the document is there, the box is still to be ticked
    page.locator("#id_authorised").check()
    go_on(page)
    check(page)


def describes_the_company(page: Page) -> None:
    for name in ("legal_name", "registration_number", "street", "postal_code", "city"):
        page.locator(f"#id_{name}").fill(COMPANY[name])
    go_on(page)
    check(page)


@pytest.mark.parametrize(("locale", "language"), [("en_GB", "en-gb"), ("lv_LV", "lv")])
def test_a_company_applies_from_a_phone(
    page: Page, live_server: LiveServer, locale: str, language: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/register/?language={locale}&source=itcg")
    assert page.locator("html").get_attribute("lang") == language
    with translation.override(language):
        introduces_himself(page)
        names_the_vat_number(page)
        uploads_the_certificate(page)
        describes_the_company(page)
        page.get_by_role("button", name=gettext("Send application")).click()
        check(page)
    application = Application.objects.get()
    assert application.number in page.locator("main").inner_text()
    assert (application.status, application.language) == (Application.Status.SUBMITTED, language)
