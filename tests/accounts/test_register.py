import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions, steps
from accounts.models import Application, ParticipatingCountry, VatCheck
from tests.accounts import papers
from tests.accounts.applicant import COMPANY, CONTACT, NO_VAT, VAT, Applicant
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
STEPS = ["contact", "vat", "document", "company", "review"]


def test_the_link_sets_the_language_and_keeps_the_source(janis: Applicant) -> None:
    response = janis.begin("?language=lv_LV&source=itcg")
    assert response.cookies["django_language"].value == "lv"
    page = janis.client.get(response.url)  # type: ignore[attr-defined]
    assert '<html lang="lv">' in page.content.decode()
    assert 'name="source" value="itcg"' in page.content.decode()


def test_the_link_works_as_it_is_printed(client: Client) -> None:
    response = client.get("/register?language=lv_LV&source=itcg", follow=True)
    assert response.redirect_chain[-1][0].endswith("/contact/?source=itcg")
    assert '<html lang="lv">' in response.content.decode()


def test_an_unknown_language_means_english(janis: Applicant) -> None:
    assert janis.begin("?language=xx_XX").cookies["django_language"].value == "en-gb"


def test_a_vat_registered_company_applies(janis: Applicant, mail_to: Callable[[str], Email]) -> None:
    janis.fills_in(old_cps_email="Old@CPS.example")
    response = janis.sends()
    assert response.url == janis.address("sent")  # type: ignore[attr-defined]

    application = janis.application
    assert application.status == Application.Status.SUBMITTED
    assert application.email == "janis@foto.example"
    assert application.vat_number == "LV40003245752"
    assert application.source == "itcg"
    assert application.old_cps_email == "old@cps.example"
    assert [event.act for event in application.events.all()] == ["submitted"]
    assert VatCheck.objects.get().number == "LV40003245752"
    mail = mail_to("janis@foto.example")
    assert application.number in mail.subject
    assert "/application/" in mail.message
    assert application.number in janis.opens("sent").content.decode()


def test_a_company_without_vat_number_applies_with_another_document(janis: Applicant) -> None:
    janis.fills_in(NO_VAT, "register_extract")
    janis.sends()
    assert janis.application.status == Application.Status.SUBMITTED
    assert not VatCheck.objects.exists()


def test_a_document_that_does_not_fit_the_vat_status_is_not_taken(janis: Applicant) -> None:
    janis.begin()
    janis.says("contact", CONTACT)
    janis.says("vat", NO_VAT)
    page = janis.uploads("vat_certificate")
    assert page.status_code == 200
    assert janis.opens("company").url == janis.address("document")  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", STEPS[1:])
def test_no_step_can_be_reached_before_the_earlier_ones(janis: Applicant, step: str) -> None:
    janis.begin()
    janis.says("contact", CONTACT)
    expected = janis.address("vat")
    response = janis.opens(step)
    assert (response.status_code, step) == (200, "vat") or response.url == expected  # type: ignore[attr-defined]


def test_every_step_keeps_what_was_saved(janis: Applicant) -> None:
    janis.fills_in()
    assert "Jānis Kalniņš" in janis.opens("contact").content.decode()
    assert "LV40003245752" in janis.opens("vat").content.decode()
    assert "certificate.pdf" in janis.opens("document").content.decode()
    assert "Brīvības iela 1" in janis.opens("company").content.decode()


def test_what_was_typed_stays_beside_its_error(janis: Applicant) -> None:
    janis.begin()
    page = janis.says("contact", CONTACT | {"phone": "none", "contact_name": "Jānis"}).content.decode()
    assert "Write the number with its country code" in page
    assert 'value="Jānis"' in page
    assert 'value="none"' in page


def test_a_document_is_kept_although_the_box_was_not_ticked(janis: Applicant) -> None:
    janis.begin()
    janis.says("contact", CONTACT)
    janis.says("vat", VAT)
    page = janis.says("document", {"kind": "vat_certificate", "file": papers.file()}).content.decode()
    assert "We have this document" in page
    assert janis.opens("company").status_code == 302
    janis.says("document", {"kind": "vat_certificate", "authorised": "on"})
    assert janis.opens("company").status_code == 200


def test_a_document_can_be_replaced(janis: Applicant) -> None:
    janis.fills_in()
    janis.uploads("company_invoice", papers.picture())
    application = janis.application
    assert application.current_document is not None
    assert application.current_document.media_type == "image/jpeg"
    assert application.documents.count() == 2


def test_choosing_no_vat_later_asks_for_another_document(janis: Applicant) -> None:
    janis.fills_in()
    janis.says("vat", NO_VAT)
    assert janis.opens("review").url == janis.address("document")  # type: ignore[attr-defined]


def test_moving_to_an_island_is_refused_with_the_reason(janis: Applicant) -> None:
    janis.fills_in()
    janis.says("vat", {"country": "ES", "vat_registered": "yes", "vat_number": "B58378431"})
    page = janis.says(
        "company", COMPANY | {"postal_code": "07001", "registration_number": ""}
    ).content.decode()
    assert "on the mainland of this country (Spain) only" in page


def test_two_posts_of_the_first_step_make_one_draft(janis: Applicant) -> None:
    janis.begin()
    janis.says("contact", CONTACT)
    janis.says("contact", CONTACT)
    assert Application.objects.count() == 1


def test_a_second_window_goes_on_with_the_same_draft(janis: Applicant) -> None:
    janis.begin()
    first = janis.key
    janis.says("contact", CONTACT)
    janis.begin()
    assert janis.key == first


def test_an_expired_session_loses_nothing(janis: Applicant) -> None:
    janis.fills_in()
    janis.client = Client()
    assert janis.opens("review").status_code == 200
    janis.sends()
    assert janis.application.status == Application.Status.SUBMITTED


def test_sending_twice_sends_once(janis: Applicant) -> None:
    janis.fills_in()
    draft = janis.application
    janis.sends()
    janis.sends()
    actions.submit(application=draft, at=timezone.now())
    assert janis.application.events.count() == 1
    assert Email.objects.filter(message__contains="/application/").count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_after_sending_nothing_can_be_changed(janis: Applicant, step: str) -> None:
    janis.fills_in()
    janis.sends()
    assert janis.opens(step).url == janis.address("sent")  # type: ignore[attr-defined]
    janis.says(step, CONTACT | VAT | COMPANY | {"contact_name": "Somebody else"})
    assert janis.application.contact_name == "Jānis Kalniņš"


def test_a_document_sent_ahead_waits_for_the_rest(janis: Applicant) -> None:
    janis.begin()
    janis.says("contact", CONTACT)
    janis.says("vat", VAT)
    page = janis.says("document", {"only": "file", "file": papers.file()}).content.decode()
    assert "We have this document" in page
    assert "1 page" in page
    assert "Replace it with another document" in page
    assert "One thing needs another look" not in page
    page = janis.says("document", {"only": "file", "file": papers.file(b"<html>")}).content.decode()
    assert "This is not a PDF" in page
    assert janis.application.documents.count() == 1


def test_the_applicant_sees_the_picture_that_was_sent_and_nobody_else_does(janis: Applicant) -> None:
    janis.fills_in()
    janis.uploads("company_invoice", papers.picture())
    address = f"/register/{janis.key}/document/shown/"
    assert address in janis.opens("document").content.decode()
    answer = janis.client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert janis.client.get(f"/register/{uuid.uuid4()}/document/shown/").status_code == 404
    janis.sends()
    assert janis.client.get(address).status_code == 404


def test_a_document_is_handed_over_so_that_it_can_do_nothing(janis: Applicant) -> None:
    janis.fills_in()
    answer = janis.client.get(f"/register/{janis.key}/document/shown/")
    assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_the_list_of_steps_shows_what_is_done_although_an_earlier_step_asks_again(janis: Applicant) -> None:
    janis.fills_in()
    janis.says("vat", NO_VAT)
    marks = {mark.step.code: (mark.is_done, mark.is_open) for mark in _marks(janis)}
    assert marks == {
        "contact": (True, True),
        "vat": (True, True),
        "document": (False, True),
        "company": (True, False),
        "review": (False, False),
    }


def _marks(janis: Applicant) -> list[steps.Mark]:
    return steps.progress(janis.application, on=timezone.localdate())


def test_after_sending_the_browser_begins_anew(janis: Applicant) -> None:
    janis.fills_in()
    janis.sends()
    sent = janis.key
    janis.begin()
    assert janis.key != sent


def test_an_old_draft_is_gone_and_says_so(janis: Applicant) -> None:
    janis.fills_in()
    Application.objects.update(created_at=timezone.now() - timedelta(days=15))
    for step in STEPS:
        page = janis.opens(step)
        assert page.status_code == 410
        assert "Begin a new application" in page.content.decode()


def test_old_drafts_are_deleted_with_their_files(janis: Applicant) -> None:
    janis.fills_in()
    document = janis.application.current_document
    assert document is not None
    Application.objects.update(created_at=timezone.now() - timedelta(days=15))
    ApplicationFactory.create()
    assert actions.purge_drafts(at=timezone.now()) == 1
    assert Application.objects.count() == 1
    assert not document.file.storage.exists(document.file.name or "")


def test_a_key_without_a_draft_leads_to_a_new_beginning(janis: Applicant) -> None:
    janis.begin()
    assert janis.opens("company").status_code == 410
    assert janis.opens("nonsense").status_code == 404


def test_a_country_that_no_longer_takes_part_is_not_offered(janis: Applicant) -> None:
    ParticipatingCountry.objects.filter(code="CH").update(until_on=timezone.localdate())
    janis.begin()
    janis.says("contact", CONTACT)
    page = janis.opens("vat").content.decode()
    assert "Switzerland" not in page
    assert "Sweden" in page


def test_countries_are_named_and_sorted_in_the_readers_language(janis: Applicant) -> None:
    janis.begin("?language=lv_LV")
    janis.says("contact", CONTACT)
    page = janis.opens("vat").content.decode()
    order = [
        page.index(name)
        for name in ("Apvienotā Karaliste", "Austrija", "Beļģija", "Čehija", "Dānija", "Zviedrija")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("step", [*STEPS, "sent"])
def test_each_page_stays_within_its_query_budget(
    janis: Applicant, step: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    janis.fills_in()
    if step == "sent":
        janis.sends()
    with django_assert_max_num_queries(12):
        assert janis.opens(step).status_code == 200
