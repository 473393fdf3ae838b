from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from post_office.models import STATUS, Email
from pytest_django.fixtures import Settings

from cps_portal.lib import mail
from cps_portal.lib.mail import Paper
from sandbox.mail import MailSandbox

pytestmark = pytest.mark.django_db


def written(subject: str = "Your invoice") -> Email:
    return mail.write(EmailMessage(subject, "The text.", "donotreply@cps.example", ["anna@studio.example"]))


def test_a_mail_waits_in_its_row_until_the_worker_sends_it(mails: MailSandbox, at: datetime) -> None:
    email = written()
    assert mails.mails(to="anna@studio.example") == []

    mail.deliver(at=at)

    email.refresh_from_db()
    assert email.status == STATUS.sent
    assert [received.subject for received in mails.mails(to="anna@studio.example")] == ["Your invoice"]


def test_a_mail_that_was_sent_is_not_sent_again(mails: MailSandbox, at: datetime) -> None:
    written()
    assert mail.deliver(at=at) == 1
    assert mail.deliver(at=at) == 0
    assert len(mails.mails(to="anna@studio.example")) == 1


def test_a_text_that_looks_like_a_template_is_sent_as_it_is(mails: MailSandbox, at: datetime) -> None:
    written(subject="{{ settings.SECRET_KEY }}{% now 'Y' %}")
    mail.deliver(at=at)
    assert mails.mails(to="anna@studio.example")[0].subject == "{{ settings.SECRET_KEY }}{% now 'Y' %}"


def test_an_attachment_arrives_byte_for_byte(mails: MailSandbox, at: datetime) -> None:
    message = EmailMessage("Invoice", "Here it is.", "donotreply@cps.example", ["anna@studio.example"])
    paper = Paper("2026-000001.pdf", b"%PDF-1.7 \xff\x00", "application/pdf")
    message.attach(paper.name, paper.content, paper.media_type)
    mail.write(message)
    mail.deliver(at=at)
    attachment = mails.mails(to="anna@studio.example")[0].attachments[0]
    assert (attachment.filename, attachment.content) == (paper.name, paper.content)


def test_a_mail_server_that_is_away_costs_a_minute_and_no_mail(settings: Settings, at: datetime) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    email = written()

    mail.deliver(at=at)

    email.refresh_from_db()
    assert email.status == STATUS.requeued
    assert email.scheduled_time == at + timedelta(minutes=1)
    assert mail.deliver(at=at + timedelta(seconds=59)) == 0


def test_after_the_last_pause_the_mail_is_given_up_and_says_why(settings: Settings, at: datetime) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    email = written()
    for day in range(10):
        mail.deliver(at=at + timedelta(days=day))
    email.refresh_from_db()
    assert email.status == STATUS.failed
    assert email.logs.count() == len(mail.RETRY_PAUSES) + 1
