from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.actions import Verdict
from accounts.models import Application, SecretLink, User
from tests.accounts import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(case: Application) -> str:
    return actions.issue_link(to=case, at=timezone.now())


@pytest.fixture
def asked(case: Application, vera: User, at: datetime) -> Application:
    actions.claim(case=case, by=vera, at=at)
    event = case.events.last()
    assert event is not None
    verdict = Verdict("no_vat_number", "The number is covered by a stamp.", "Hm.")
    actions.ask_for_better(case=case, by=vera, verdict=verdict, seen=event.pk, at=at)
    return case


def answer(client: Client, token: str, content: bytes | None = None) -> str:
    given = {"kind": "company_invoice", "file": papers.file(content, "invoice.pdf")}
    return client.post(f"/application/{token}/answer/", given, follow=True).content.decode()


def test_the_page_shows_where_the_application_stands(client: Client, case: Application, token: str) -> None:
    page = client.get(f"/application/{token}/").content.decode()
    assert case.number in page
    assert "You sent the application." in page
    assert "You will have our answer by" in page or "We promised you an answer by" in page


def test_nothing_of_the_token_is_kept(token: str) -> None:
    assert token not in str(SecretLink.objects.values())


def test_the_applicant_sees_what_is_asked_and_not_the_private_note(
    client: Client, asked: Application, token: str
) -> None:
    page = client.get(f"/application/{token}/").content.decode()
    assert "The document does not show the VAT number." in page
    assert "The number is covered by a stamp." in page
    assert "Hm." not in page
    assert "Vera" not in page


def test_a_better_document_goes_back_to_the_same_verifier(
    client: Client, asked: Application, vera: User, token: str
) -> None:
    assert "We have your document." in answer(client, token)
    asked.refresh_from_db()
    assert (asked.status, asked.claimed_by) == (Application.Status.IN_REVIEW, vera)
    document = asked.current_document
    assert document is not None
    assert (document.name, document.kind) == ("invoice.pdf", "company_invoice")


def test_a_bad_answer_says_why_and_changes_nothing(client: Client, asked: Application, token: str) -> None:
    assert "This is not a PDF, JPEG, PNG or HEIC file." in answer(client, token, b"<html>")
    asked.refresh_from_db()
    assert asked.is_waiting


def test_answering_twice_answers_once(client: Client, asked: Application, token: str) -> None:
    answer(client, token)
    assert "You need not send it twice" in answer(client, token)
    assert asked.events.filter(act="answered").count() == 1
    assert asked.documents.count() == 2


@pytest.mark.parametrize("change", ["expires_at", "revoked_at"])
def test_an_old_link_says_how_to_get_a_new_one(
    client: Client, token: str, change: str, mail_to: Callable[[str], Email]
) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    SecretLink.objects.update(**{change: hour_ago, "created_at": hour_ago})
    response = client.get(f"/application/{token}/")
    assert response.status_code == 404
    assert "Send a new link" in response.content.decode()
    client.post("/application/", {"email": "Janis@Foto.example"})
    assert "/application/" in mail_to("janis@foto.example").message


def test_a_stranger_learns_nothing_from_asking_for_a_link(
    client: Client, case: Application, work: Callable[[], None]
) -> None:
    known = client.post("/application/", {"email": "janis@foto.example"})
    unknown = client.post("/application/", {"email": "nobody@foto.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)  # type: ignore[attr-defined]
    work()
    assert Email.objects.count() == 1


def test_asking_again_and_again_mails_one_link(
    client: Client, case: Application, work: Callable[[], None]
) -> None:
    for _again in range(3):
        client.post("/application/", {"email": "janis@foto.example"})
        work()
    assert Email.objects.count() == 1


def test_an_address_that_is_none_is_asked_for_again(client: Client) -> None:
    page = client.post("/application/", {"email": "janis at foto"})
    assert page.status_code == 200


def test_a_link_in_wrong_hands_can_be_ended(
    client: Client, case: Application, token: str, mail_to: Callable[[str], Email]
) -> None:
    other = actions.issue_link(to=case, at=timezone.now())
    page = client.post(f"/application/{token}/renew/", follow=True).content.decode()
    assert "The old links no longer work." in page
    for old in (token, other):
        assert client.get(f"/application/{old}/").status_code == 404
        assert client.post(f"/application/{old}/renew/").status_code == 404
    assert Email.objects.count() == 1
    new = mail_to("janis@foto.example").message.split("/application/")[1].split("/")[0]
    assert client.get(f"/application/{new}/").status_code == 200


def test_opening_the_page_changes_nothing(client: Client, token: str) -> None:
    before = list(SecretLink.objects.values())
    client.get(f"/application/{token}/")
    client.get(f"/application/{token}/renew/")
    assert list(SecretLink.objects.values()) == before
    assert not Email.objects.exists()


def test_the_address_of_the_page_says_nothing_of_the_applicant(case: Application, token: str) -> None:
    for words in (case.number, str(case.pk), case.email, case.legal_name, str(case.key)):
        assert words not in f"/application/{token}/"


def test_the_promised_day_stands_on_the_page_and_in_the_timeline(
    client: Client, case: Application, token: str
) -> None:
    Application.objects.update(promised_on=date(2099, 9, 16))
    page = client.get(f"/application/{token}/").content.decode()
    assert '<time datetime="2099-09-16">16 September 2099</time>' in page
    assert "Promised for 16 September 2099." in page


def test_a_rejected_applicant_sees_why(
    client: Client, case: Application, vera: User, at: datetime, token: str
) -> None:
    actions.claim(case=case, by=vera, at=at)
    event = case.events.last()
    assert event is not None
    verdict = Verdict("not_a_business", "The camera is a present.")
    actions.reject(case=case, by=vera, verdict=verdict, seen=event.pk, at=at)
    page = client.get(f"/application/{token}/").content.decode()
    assert "The gear does not serve a business." in page
    assert "The camera is a present." in page


def test_the_page_stays_within_its_query_budget(
    client: Client, asked: Application, token: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        assert client.get(f"/application/{token}/").status_code == 200
