"""The whole form in a real browser at phone width, in both languages."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Application
from tests.accounts import papers
from tests.accounts.applicant import COMPANY
from tests.browser import PHONE, assert_accessible, assert_fits
from tests.factories import ApplicationFactory

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
    page.get_by_text(gettext("We have this document")).wait_for()
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


def chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def at_the_document(page: Page, live_server: LiveServer) -> Page:
    """A browser in which somebody has come to the third step."""
    draft = ApplicationFactory.create(country="LV", vat_registered=True, vat_number="LV40003245752")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/register/{draft.key}/document/")
    return page


def test_a_document_is_sent_as_soon_as_it_is_chosen_and_can_be_replaced(at_the_document: Page) -> None:
    page = at_the_document
    page.locator("#id_authorised").check()
    page.locator("#id_file").set_input_files(chosen("photo.jpg", papers.picture()))  # type: ignore[arg-type]
    picture = page.get_by_alt_text("Preview of your document")
    picture.wait_for()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 60
    assert page.locator("#id_authorised").is_checked()  # nothing else was touched
    check(page)
    page.locator("#id_file").set_input_files(chosen("pvn.pdf", papers.pdf()))  # type: ignore[arg-type]
    page.get_by_text("1 page").wait_for()
    check(page)
    document = Application.objects.get().current_document
    assert document is not None
    assert document.name == "pvn.pdf"


def test_a_refused_document_says_why_at_once(at_the_document: Page) -> None:
    page = at_the_document
    page.locator("#id_file").set_input_files(chosen("page.jpg", b"<html>"))  # type: ignore[arg-type]
    page.get_by_role("alert").get_by_text("This is not a PDF").wait_for()
    assert page.locator("#id_kind_0").get_attribute("class") != "is-invalid"
    assert page.locator("#id_file").evaluate("field => field === document.activeElement")
    check(page)


def test_a_lost_connection_is_said_and_nothing_is_lost(at_the_document: Page) -> None:
    page = at_the_document
    page.context.set_offline(True)
    page.locator("#id_file").set_input_files(chosen("pvn.pdf", papers.pdf()))  # type: ignore[arg-type]
    page.get_by_text("The connection was lost").wait_for()
    assert "Try again" in page.locator(".upload__state").inner_text()
    page.context.set_offline(False)
    page.locator("#id_kind_0").check()
    page.locator("#id_authorised").check()
    go_on(page)
    page.wait_for_url("**/company/")


def test_a_document_is_sent_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    draft = ApplicationFactory.create(country="LV", vat_registered=True, vat_number="LV40003245752")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/register/{draft.key}/document/")
        page.locator("#id_kind_0").check()
        page.locator("#id_file").set_input_files(chosen("pvn.pdf", papers.pdf()))  # type: ignore[arg-type]
        page.locator("#id_authorised").check()
        go_on(page)
        assert page.url.endswith("/company/")


def test_a_form_sent_too_early_waits_for_its_document(at_the_document: Page) -> None:
    page = at_the_document
    page.locator("#id_kind_0").check()
    page.locator("#id_authorised").check()
    page.locator("#id_file").set_input_files(chosen("pvn.pdf", papers.pdf()))  # type: ignore[arg-type]
    go_on(page)
    page.wait_for_url("**/company/")
    assert Application.objects.get().documents.count() == 1
