"""What happens when time passes: reminders of a document, and promises that were broken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from post_office.models import Email

from accounts import actions, tasks
from accounts.actions import Verdict
from accounts.models import Application, User
from accounts.uploads import accept
from tests.accounts import papers
from tests.factories import StaffFactory, SubmittedApplicationFactory

pytestmark = pytest.mark.django_db
MailTo = Callable[[str], Email]
MONDAY = datetime(2026, 9, 14, 10, tzinfo=UTC)
# The eighteenth of November is the day of the Latvian republic, a Wednesday.
LATVIAN_TUESDAY = datetime(2026, 11, 17, 10, tzinfo=UTC)


def ask(case: Application, by: User, at: datetime) -> None:
    seen = case.events.latest("pk").pk
    verdict = Verdict("unreadable", "Please scan it again.", "A photo of a screen.")
    actions.ask_for_better(case=case, by=by, verdict=verdict, seen=seen, at=at)


def answer(case: Application, at: datetime) -> None:
    actions.answer(application=case, upload=accept(papers.file()), kind="vat_certificate", at=at)


@pytest.fixture
def late(case: Application) -> Application:
    """A case that was promised for Wednesday."""
    Application.objects.filter(pk=case.pk).update(promised_on=MONDAY.date() + timedelta(days=2))
    case.refresh_from_db()
    return case


@pytest.fixture
def asked(case: Application, vera: User) -> Application:
    """A case whose applicant was asked for a better document on Monday at noon."""
    actions.claim(case=case, by=vera, at=MONDAY)
    ask(case, vera, MONDAY)
    return case


@pytest.fixture
def lead(db: None) -> User:
    lead = StaffFactory.create(
        is_superuser=False, name="Līga Lapiņa", email="liga@canon.example", language="lv"
    )
    lead.groups.add(Group.objects.get(name="Lead"))
    return lead


@pytest.mark.parametrize(
    ("asked_at", "country", "reminded_at", "why"),
    [
        (MONDAY, "LV", MONDAY + timedelta(days=3), "an ordinary week"),
        (MONDAY + timedelta(days=3), "LV", MONDAY + timedelta(days=8), "over a weekend"),
        (LATVIAN_TUESDAY, "LV", LATVIAN_TUESDAY + timedelta(days=6), "a holiday and a weekend"),
        (LATVIAN_TUESDAY, "NL", LATVIAN_TUESDAY + timedelta(days=3), "which the Netherlands do not keep"),
    ],
)
def test_silence_is_counted_in_working_days_of_the_applicants_country(
    case: Application, vera: User, asked_at: datetime, country: str, reminded_at: datetime, why: str
) -> None:
    Application.objects.filter(pk=case.pk).update(country=country)
    actions.claim(case=case, by=vera, at=asked_at)
    ask(case, vera, asked_at)
    assert actions.remind_silent(at=reminded_at - timedelta(minutes=1)) == 0, why
    assert actions.remind_silent(at=reminded_at) == 1, why


def test_the_reminder_says_what_is_asked_and_leads_to_the_upload(
    asked: Application, mail_to: MailTo, client: Client
) -> None:
    actions.remind_silent(at=MONDAY + timedelta(days=3))
    mail = mail_to("janis@foto.example")
    assert asked.number in mail.subject
    assert "On 14 September 2026 we asked you" in mail.message
    assert "The document cannot be read." in mail.message
    assert "Please scan it again." in mail.html_message
    assert "A photo of a screen." not in mail.message + mail.html_message
    assert mail.message.count("http") == 1
    last = asked.events.last()
    assert last is not None
    assert (last.act, last.by) == ("reminded", None)


def test_an_applicant_is_reminded_once_per_asking(asked: Application, vera: User) -> None:
    third, later = MONDAY + timedelta(days=3), MONDAY + timedelta(days=30)
    assert actions.remind_silent(at=third) == 1
    assert actions.remind_silent(at=later) == 0
    answer(asked, later)
    ask(asked, vera, later)
    assert actions.remind_silent(at=later + timedelta(days=7)) == 1


def test_who_has_answered_is_not_reminded(asked: Application) -> None:
    answer(asked, MONDAY + timedelta(days=1))
    assert actions.remind_silent(at=MONDAY + timedelta(days=9)) == 0


def test_a_reminder_is_written_once_even_by_two_workers(asked: Application) -> None:
    actions.remind_silent(at=MONDAY + timedelta(days=3))
    reminder = asked.events.get(act="reminded")
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.events.create(act="reminded", at=MONDAY, reference=reminder.reference)


def test_an_escalation_spoils_no_decision_that_is_on_its_way(
    late: Application, vera: User, lead: User
) -> None:
    actions.claim(case=late, by=vera, at=MONDAY)
    seen = late.events.latest("pk").pk
    assert actions.escalate_broken(at=MONDAY + timedelta(days=30)) == 1
    actions.approve(case=late, by=vera, seen=seen, at=MONDAY + timedelta(days=30))
    assert Application.objects.get(pk=late.pk).status == Application.Status.APPROVED


def test_the_lead_is_told_in_their_language_of_every_broken_promise(
    case: Application, vera: User, lead: User, mail_to: MailTo
) -> None:
    Application.objects.filter(pk=case.pk).update(promised_on=MONDAY.date())
    other = SubmittedApplicationFactory.create(
        legal_name="Nordlicht GmbH", country="DE", promised_on=MONDAY.date()
    )
    actions.claim(case=case, by=vera, at=MONDAY)
    assert actions.escalate_broken(at=MONDAY + timedelta(days=1)) == 2
    mail = mail_to("liga@canon.example")
    assert mail.subject == "2 pieteikumiem pagājusi solītā diena"
    assert "SIA Kalniņa foto" in mail.message
    assert "Vera Verifier" in mail.message
    assert f"{other.number} Nordlicht GmbH" in mail.message
    assert mail.message.count("http") == 1
    assert "/admin/accounts/application/?status=late" in mail.html_message
    assert Email.objects.count() == 1


def test_a_promise_is_escalated_once_and_a_new_one_again(case: Application, vera: User, lead: User) -> None:
    actions.claim(case=case, by=vera, at=MONDAY)
    ask(case, vera, MONDAY + timedelta(days=1))
    answer(case, MONDAY + timedelta(days=2))  # promised anew for Friday
    assert actions.escalate_broken(at=MONDAY + timedelta(days=4)) == 0
    assert actions.escalate_broken(at=MONDAY + timedelta(days=5)) == 1
    assert actions.escalate_broken(at=MONDAY + timedelta(days=6)) == 0


def test_a_late_case_that_is_asked_about_keeps_its_broken_promise(
    late: Application, vera: User, lead: User
) -> None:
    actions.claim(case=late, by=vera, at=MONDAY)
    friday = MONDAY + timedelta(days=4)
    assert actions.escalate_broken(at=friday) == 1
    ask(late, vera, friday)
    answer(late, friday + timedelta(days=3))
    assert actions.escalate_broken(at=friday + timedelta(days=4)) == 0


def test_while_we_wait_no_promise_is_broken(asked: Application, lead: User) -> None:
    assert actions.escalate_broken(at=MONDAY + timedelta(days=60)) == 0


def test_without_a_lead_the_promise_is_told_as_soon_as_there_is_one(
    late: Application, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    assert actions.escalate_broken(at=MONDAY + timedelta(days=9)) == 0
    assert "the group Lead has nobody" in caplog.text
    vera.groups.add(Group.objects.get(name="Lead"))
    assert actions.escalate_broken(at=MONDAY + timedelta(days=9)) == 1


def test_the_sweeps_find_what_is_due(asked: Application, lead: User) -> None:
    SubmittedApplicationFactory.create(promised_on=MONDAY.date())
    tasks.remind_silent()
    tasks.escalate_broken()
    tasks.purge_presences()
    assert {mail.to[0] for mail in Email.objects.order_by("-pk")[:2]} == {
        "janis@foto.example",
        "liga@canon.example",
    }


def test_a_rejection_says_how_to_object_and_leads_to_the_decision(
    case: Application, vera: User, mail_to: MailTo
) -> None:
    actions.claim(case=case, by=vera, at=MONDAY)
    seen = case.events.latest("pk").pk
    verdict = Verdict("not_a_business", "The camera is a present.", "Third try.")
    actions.reject(case=case, by=vera, verdict=verdict, seen=seen, at=MONDAY)
    mail = mail_to("janis@foto.example")
    assert f"name the number {case.number} and say why" in mail.message
    assert "somebody else will look at it again" in mail.message
    assert "/application/" in mail.message
    assert mail.message.count("http") == 1
    assert "Third try." not in mail.message + mail.html_message


@pytest.mark.parametrize("language", ["en-gb", "lv"])
@pytest.mark.parametrize("mail", ["reminder", "rejected", "better document", "approved"])
def test_every_mail_is_in_the_applicants_language_and_says_how_to_reach_a_person(
    case: Application, vera: User, mail_to: MailTo, mail: str, language: str
) -> None:
    Application.objects.filter(pk=case.pk).update(language=language)
    case.refresh_from_db()
    actions.claim(case=case, by=vera, at=MONDAY)
    seen = case.events.latest("pk").pk
    if mail == "rejected":
        actions.reject(case=case, by=vera, verdict=Verdict("other", "No."), seen=seen, at=MONDAY)
    elif mail == "approved":
        actions.approve(case=case, by=vera, seen=seen, at=MONDAY)
    else:
        ask(case, vera, MONDAY)
    if mail == "reminder":
        actions.remind_silent(at=MONDAY + timedelta(days=9))
    written = mail_to("janis@foto.example")
    assert f'lang="{language}"' in written.html_message
    assert written.message.count("http") == 1
    assert "priority-support@" in written.message
    assert "priority-support@" in written.html_message
