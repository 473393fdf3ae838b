from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.models import Application, SecretLink, User
from tests.accounts.applicant import COMPANY, CONTACT, VAT, Applicant

pytestmark = pytest.mark.django_db
MailTo = Callable[[str], Email]


@pytest.fixture
def resume_link(janis: Applicant, mail_to: MailTo) -> str:
    """The address in the mail that follows the first step."""
    janis.begin("?source=itcg")
    janis.says("contact", CONTACT)
    return address_in(mail_to("janis@foto.example"))


def address_in(mail: Email) -> str:
    return f"/register/resume/{mail.message.split('/register/resume/')[1].split()[0]}"


def test_the_first_step_is_followed_by_a_mail_that_leads_back(janis: Applicant, resume_link: str) -> None:
    janis.says("vat", VAT)
    janis.uploads()
    elsewhere = Client()
    page = elsewhere.get(resume_link).content.decode()
    assert "Go on where I left off" in page
    answer = elsewhere.post(resume_link)
    assert answer.url == janis.address("company")  # type: ignore[attr-defined]
    assert "certificate.pdf" in elsewhere.get(janis.address("document")).content.decode()
    # The other browser now goes on by itself, too.
    assert elsewhere.get("/register/").url == janis.address("company")  # type: ignore[attr-defined]


def test_opening_the_link_changes_nothing(janis: Applicant, resume_link: str) -> None:
    scanner = Client()
    before = list(SecretLink.objects.values()), list(Application.objects.values())
    for _again in range(3):
        assert scanner.get(resume_link).status_code == 200
        assert scanner.head(resume_link).status_code == 200
    assert (list(SecretLink.objects.values()), list(Application.objects.values())) == before
    assert not scanner.cookies.get("cps_session")


def test_the_page_of_the_link_names_nobody(resume_link: str) -> None:
    page = Client().get(resume_link).content.decode()
    for words in (CONTACT["contact_name"], CONTACT["email"].lower(), CONTACT["phone"]):
        assert words not in page


def test_the_draft_goes_on_in_its_own_language(janis: Applicant, mail_to: MailTo) -> None:
    janis.begin()
    janis.says("contact", CONTACT | {"language": "lv"})
    mail = mail_to("janis@foto.example")
    assert mail.subject == "Turpiniet savu pieteikumu uzņēmuma kontam"
    assert Client().post(address_in(mail)).cookies["django_language"].value == "lv"


def test_only_a_digest_of_the_link_is_kept(resume_link: str) -> None:
    assert resume_link.split("/")[3] not in str(SecretLink.objects.values())


def test_the_link_lives_as_long_as_the_draft(janis: Applicant, resume_link: str) -> None:
    draft = janis.application
    link = SecretLink.objects.get(application=draft)
    assert link.expires_at == draft.created_at + timedelta(days=14) == draft.kept_until
    SecretLink.objects.update(expires_at=timezone.now())
    page = Client().get(resume_link)
    assert page.status_code == 410
    assert "This link no longer works" in page.content.decode()
    assert Client().post(resume_link).status_code == 410


def test_the_mail_is_the_same_for_a_known_and_an_unknown_address(
    janis: Applicant, anna: User, mail_to: MailTo
) -> None:
    answers = []
    for email in (anna.email, "nobody@foto.example"):
        janis.begin("?begin=again")
        answer = janis.says("contact", CONTACT | {"email": email})
        address = address_in(mail_to(email))
        answers.append(
            (answer.status_code, mail_to(email).subject, mail_to(email).message.replace(address, ""))
        )
    assert answers[0] == answers[1]


def test_another_address_gets_a_link_of_its_own_and_the_old_one_ends(
    janis: Applicant, resume_link: str, mail_to: MailTo
) -> None:
    janis.says("contact", CONTACT | {"email": "right@foto.example"})
    assert Client().get(resume_link).status_code == 410
    assert Client().get(address_in(mail_to("right@foto.example"))).status_code == 200


def test_saving_the_first_step_again_mails_nothing_again(janis: Applicant, resume_link: str) -> None:
    janis.says("contact", CONTACT | {"phone": "+371 29999999"})
    assert Email.objects.count() == 1
    assert Client().get(resume_link).status_code == 200


def test_nobodys_mailbox_is_filled(janis: Applicant) -> None:
    for _again in range(5):
        janis.begin("?begin=again")
        janis.says("contact", CONTACT)
    assert Application.objects.count() == 5
    assert Email.objects.count() == 3


def test_after_sending_the_link_is_over_and_says_where_to_go(janis: Applicant, resume_link: str) -> None:
    janis.says("vat", VAT)
    janis.uploads()
    janis.says("company", COMPANY)
    janis.sends()
    page = Client().get(resume_link)
    assert page.status_code == 410
    assert "/application/" in page.content.decode()


def test_a_draft_that_was_forgotten_takes_its_link_along(janis: Applicant, resume_link: str) -> None:
    actions.purge_drafts(at=timezone.now() + timedelta(days=15))
    assert not SecretLink.objects.exists()
    assert Client().get(resume_link).status_code == 410


def test_the_page_stays_within_its_query_budget(
    resume_link: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        assert Client().get(resume_link).status_code == 200
