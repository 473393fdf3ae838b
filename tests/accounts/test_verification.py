from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.actions import Verdict
from accounts.models import Application, CaseEvent, Company, Role, User
from accounts.uploads import accept
from cps_portal.lib.errors import DomainError, StaleDecision
from tests.accounts import papers
from tests.accounts.conftest import add_document
from tests.factories import CompanyFactory, RoleFactory, SubmittedApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Application.Status
Seen = Callable[[Application], int]
UNREADABLE = Verdict(CaseEvent.Reason.UNREADABLE, "Please scan it again.", "Looks like a photo of a screen.")


def address(case: Application, act: str) -> str:
    return f"/admin/accounts/application/{case.pk}/{act}/"


def do(act: str, case: Application, by: User, at: datetime) -> None:
    """Do one act of the table, whatever state the case is in."""
    seen = case.events.order_by("-pk").values_list("pk", flat=True)[0]
    better = accept(papers.file())
    deeds: dict[str, Callable[[], Any]] = {
        "claim": lambda: actions.claim(case=case, by=by, at=at),
        "release": lambda: actions.release(case=case, by=by, at=at),
        "ask": lambda: actions.ask_for_better(case=case, by=by, verdict=UNREADABLE, seen=seen, at=at),
        "answer": lambda: actions.answer(application=case, upload=better, kind="vat_certificate", at=at),
        "approve": lambda: actions.approve(case=case, by=by, seen=seen, at=at),
        "reject": lambda: actions.reject(case=case, by=by, verdict=UNREADABLE, seen=seen, at=at),
        "turn": lambda: actions.convert_to_join_request(
            case=case, company=RoleFactory.create().company, by=by, seen=seen, at=at
        ),
    }
    deeds[act]()


def test_vera_claims_and_approves(
    as_vera: Client, vera: User, case: Application, mail_to: Callable[[str], Email], seen: Seen
) -> None:
    as_vera.post(address(case, "claim"))
    response = as_vera.post(address(case, "approve"), {"seen": seen(case)}, follow=True)
    assert "Approved." in response.content.decode()

    case.refresh_from_db()
    assert case.status == Status.APPROVED
    company = case.company
    assert company is not None
    assert (company.legal_name, company.vat_number) == ("SIA Kalniņa foto", "LV40003245752")
    assert (company.owner.email, company.owner.name) == ("janis@foto.example", "Jānis Kalniņš")
    assert not company.owner.has_usable_password()
    mail = mail_to("janis@foto.example")
    assert "/set-password/" in mail.message
    assert "donotreply@" in mail.from_email
    assert [(event.act, event.by) for event in case.events.all()][1:] == [
        ("claimed", vera),
        ("approved", vera),
    ]


def test_approving_twice_makes_one_company(vera: User, case: Application, at: datetime, seen: Seen) -> None:
    actions.claim(case=case, by=vera, at=at)
    number = seen(case)
    actions.approve(case=case, by=vera, seen=number, at=at)
    with pytest.raises(StaleDecision):
        actions.approve(case=case, by=vera, seen=number, at=at)
    assert Company.objects.count() == 1
    assert Email.objects.count() == 1


def test_two_verifiers_claim_and_the_second_is_told_who_has_it(
    as_vera: Client, viktor: User, case: Application
) -> None:
    viktors = Client()
    viktors.force_login(viktor)
    viktors.post(address(case, "claim"))
    page = as_vera.post(address(case, "claim"), follow=True).content.decode()
    assert "Last step: claimed, by Viktor Verifier" in page
    case.refresh_from_db()
    assert case.claimed_by == viktor


def test_a_verifier_cannot_decide_a_colleagues_case(
    as_vera: Client, viktor: User, case: Application, at: datetime, seen: Seen
) -> None:
    actions.claim(case=case, by=viktor, at=at)
    as_vera.post(address(case, "approve"), {"seen": seen(case)})
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert not Company.objects.exists()


def test_a_decision_about_an_older_document_is_refused(
    vera: User, case: Application, at: datetime, seen: Seen
) -> None:
    actions.claim(case=case, by=vera, at=at)
    in_the_old_tab = seen(case)
    do("ask", case, vera, at)
    do("answer", case, vera, at)
    with pytest.raises(StaleDecision, match="better document uploaded, by the applicant"):
        actions.approve(case=case, by=vera, seen=in_the_old_tab, at=at)


def test_a_colleague_gives_a_case_back_and_the_history_says_so(
    as_vera: Client, vera: User, viktor: User, case: Application, at: datetime
) -> None:
    actions.claim(case=case, by=viktor, at=at)
    as_vera.post(address(case, "release"))
    case.refresh_from_db()
    assert (case.status, case.claimed_by) == (Status.SUBMITTED, None)
    last = case.events.last()
    assert last is not None
    assert (last.act, last.by) == ("released", vera)


def test_the_promise_stands_still_while_the_applicant_is_asked(vera: User, case: Application) -> None:
    monday = datetime(2026, 9, 14, 10, tzinfo=UTC)
    actions.claim(case=case, by=vera, at=monday)
    do("ask", case, vera, datetime(2026, 9, 16, 9, tzinfo=UTC))
    assert Application.objects.get(pk=case.pk).promised_on == date(2026, 9, 17)
    do("answer", case, vera, datetime(2026, 9, 25, 9, tzinfo=UTC))
    assert Application.objects.get(pk=case.pk).promised_on == date(2026, 9, 28)


def test_asking_mails_the_public_text_and_keeps_the_note_private(
    as_vera: Client, case: Application, seen: Seen, mail_to: Callable[[str], Email]
) -> None:
    as_vera.post(address(case, "claim"))
    given = {
        "seen": seen(case),
        "reason": "unreadable",
        "public_text": "Scan it again.",
        "private_note": "A fake?",
    }
    as_vera.post(address(case, "ask"), given)
    mail = mail_to("janis@foto.example")
    assert "The document cannot be read." in mail.message
    assert "Scan it again." in mail.message
    assert "A fake?" not in mail.message + mail.html_message
    assert "A fake?" in as_vera.get(address(case, "case")).content.decode()


def test_asking_without_a_reason_shows_the_error_and_keeps_the_text(
    as_vera: Client, case: Application, seen: Seen
) -> None:
    as_vera.post(address(case, "claim"))
    given = {"seen": seen(case), "reason": "", "public_text": "Scan it again."}
    page = as_vera.post(address(case, "ask"), given).content.decode()
    assert "Scan it again." in page
    assert "verdict__error" in page
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW


def test_another_reason_needs_words(as_vera: Client, case: Application, seen: Seen) -> None:
    as_vera.post(address(case, "claim"))
    page = as_vera.post(address(case, "reject"), {"seen": seen(case), "reason": "other"}).content.decode()
    assert "Say in your own words why" in page


def test_rejecting_tells_the_applicant_in_their_language(
    as_vera: Client, case: Application, seen: Seen, mail_to: Callable[[str], Email]
) -> None:
    Application.objects.filter(pk=case.pk).update(language="lv")
    as_vera.post(address(case, "claim"))
    given = {"seen": seen(case), "reason": "not_a_business", "public_text": "Paldies."}
    as_vera.post(address(case, "reject"), given)
    case.refresh_from_db()
    assert case.status == Status.REJECTED
    assert not Company.objects.exists()
    assert not User.objects.filter(email=case.email).exists()
    assert 'lang="lv"' in mail_to("janis@foto.example").html_message


def test_an_address_with_a_role_elsewhere_is_refused_with_the_reason(
    as_vera: Client, case: Application, seen: Seen
) -> None:
    RoleFactory.create(user=UserFactory.create(email=case.email))
    as_vera.post(address(case, "claim"))
    page = as_vera.post(address(case, "approve"), {"seen": seen(case)}, follow=True).content.decode()
    assert "already belongs to a person of another company" in page
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert Company.objects.count() == 1


def test_an_address_of_staff_is_refused(vera: User, case: Application, at: datetime, seen: Seen) -> None:
    Application.objects.filter(pk=case.pk).update(email=vera.email)
    case.refresh_from_db()
    actions.claim(case=case, by=vera, at=at)
    with pytest.raises(DomainError, match="member of staff"):
        actions.approve(case=case, by=vera, seen=seen(case), at=at)


def test_a_person_without_a_role_keeps_their_password(
    vera: User, case: Application, at: datetime, seen: Seen, mail_to: Callable[[str], Email]
) -> None:
    person = UserFactory.create(email=case.email)
    actions.claim(case=case, by=vera, at=at)
    company = actions.approve(case=case, by=vera, seen=seen(case), at=at)
    assert Role.objects.get(user=person).company == company
    assert "/set-password/" not in mail_to(case.email).message


def test_the_case_page_shows_checks_and_lookalikes(as_vera: Client, case: Application, at: datetime) -> None:
    CompanyFactory.create(legal_name="Kalniņa Foto SIA", vat_number="LV1", registration_number="1")
    SubmittedApplicationFactory.create(legal_name="Cita firma", vat_number=case.vat_number)
    actions.ask_about(number=case.vat_number, at=at)
    page = as_vera.get(address(case, "case")).content.decode()
    assert "format and checksum fit" in page
    assert "being asked" in page
    assert "Kalniņa Foto SIA" in page
    assert "similar name" in page
    assert "Cita firma" in page
    assert "same VAT number" in page


def test_the_change_link_leads_to_the_case(as_vera: Client, case: Application) -> None:
    response = as_vera.get(f"/admin/accounts/application/{case.pk}/change/")
    assert response.url == address(case, "case")  # type: ignore[attr-defined]


def test_a_document_is_shown_inside_our_page_and_in_a_sandbox(as_vera: Client, case: Application) -> None:
    response = as_vera.get(address(case, "document"))
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_an_earlier_document_can_still_be_seen(as_vera: Client, case: Application, at: datetime) -> None:
    earlier = case.current_document
    assert earlier is not None
    case.documents.update(replaced_at=at, name="earlier.pdf")
    add_document(case, at)
    response = as_vera.get(address(case, "document"), {"earlier": earlier.pk})
    assert "earlier.pdf" in response["Content-Disposition"]
    response.close()


@pytest.mark.parametrize("act", ["case", "document"])
def test_customers_do_not_see_cases(as_anna: Client, case: Application, act: str) -> None:
    assert as_anna.get(address(case, act)).status_code in (302, 403)


def test_staff_without_the_permission_do_not_decide(case: Application, vera: User) -> None:
    agent = UserFactory.create(email="agent@canon.example", is_staff=True)
    agent.user_permissions.add(Permission.objects.get(codename="view_application"))
    client = Client()
    client.force_login(agent)
    for act in ("case", "document"):
        assert client.get(address(case, act)).status_code == 403
    assert client.post(address(case, "claim")).status_code == 403


def test_looking_decides_nothing(as_vera: Client, case: Application) -> None:
    for act in ("claim", "release", "approve", "ask", "reject"):
        assert as_vera.get(address(case, act)).status_code == 405


def test_drafts_are_nobodys_case(as_vera: Client, case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(status=Status.DRAFT)
    assert as_vera.get(address(case, "case")).status_code == 404


def test_the_queue_shows_open_cases_by_their_promise(as_vera: Client, case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(promised_on=date(2030, 1, 2))
    SubmittedApplicationFactory.create(legal_name="Vēlais SIA", promised_on=date(2020, 1, 2))
    SubmittedApplicationFactory.create(legal_name="Pabeigtais SIA", status=Status.REJECTED)
    page = as_vera.get("/admin/accounts/application/").content.decode()
    assert page.index("Vēlais SIA") < page.index("SIA Kalniņa foto")
    assert "02/01/2020 late" in page
    assert "Pabeigtais SIA" not in page
    assert "Pabeigtais SIA" in as_vera.get("/admin/accounts/application/?status=decided").content.decode()


def test_the_queue_asks_the_database_no_more_for_many_cases(
    as_vera: Client, vera: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    SubmittedApplicationFactory.create_batch(30, claimed_by=vera, status=Status.IN_REVIEW)
    with django_assert_max_num_queries(12):
        assert as_vera.get("/admin/accounts/application/").status_code == 200


def test_the_case_page_stays_within_its_query_budget(
    as_vera: Client, vera: User, case: Application, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actions.claim(case=case, by=vera, at=timezone.now())
    with django_assert_max_num_queries(13):
        assert as_vera.get(address(case, "case")).status_code == 200


def test_staff_log_in_by_the_portals_own_page(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert response.url.startswith("/login/")  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", ["company", "user", "role", "participatingcountry", "vatcheck"])
def test_what_is_known_can_be_looked_up(as_vera: Client, case: Application, at: datetime, model: str) -> None:
    RoleFactory.create()
    actions.ask_about(number="LV40003245752", at=at)
    assert as_vera.get(f"/admin/accounts/{model}/").status_code == 200
