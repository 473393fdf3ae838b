"""Mail is a row, written in the caller's transaction and sent by the worker.

The rows are django-post-office's; its queue is not used, because it renders finished texts as templates once more
(so that a company called “{{ … }}” would be code) and guards against double sending by a file on one machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from post_office.models import PRIORITY, STATUS, Attachment, Email

from cps_portal.lib import queue

RETRY_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


@dataclass(frozen=True)
class Paper:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Letter:
    """The words of a mail, before it is written to anybody."""

    subject: str
    text: str
    html: str


def rendered(template: str, *, language: str, context: Mapping[str, Any]) -> Letter:
    """Render a mail in a language from `<template>_subject.txt`, `_message.txt` and `_message.html`."""
    with translation.override(language):
        values = {**context, "site_url": settings.SITE_URL, "support_email": settings.SUPPORT_EMAIL}
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        text = render_to_string(f"{template}_message.txt", values).strip() + "\n"
        html = render_to_string(f"{template}_message.html", {**values, "subject": subject})
    return Letter(subject, text, html)


def send(
    template: str, *, to: str, language: str, context: Mapping[str, Any], papers: Sequence[Paper] = ()
) -> Email:
    """Write a mail in the reader's language as a row, with the files that go with it."""
    letter = rendered(template, language=language, context=context)
    message = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(letter.html, "text/html")
    for paper in papers:
        message.attach(paper.name, paper.content, paper.media_type)
    return write(message)


def write(message: EmailMessage) -> Email:
    """Write a finished message as a row and wake the worker after commit."""
    html = next((str(part.content) for part in getattr(message, "alternatives", [])), "")
    email = Email(
        from_email=message.from_email,
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        subject=message.subject,
        message=message.body,
        html_message=html,
        headers=dict(message.extra_headers) or None,
        priority=PRIORITY.medium,
        status=STATUS.queued,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
    )
    with transaction.atomic():
        email.save()
        email.attachments.add(*_stored(message.attachments))
    queue.wake("cps_portal.lib.tasks.deliver_mails")
    return email


@transaction.atomic
def write_again(email: Email) -> Email:
    """Write a mail with the same contents and files once more, and wake the worker after commit."""
    kept = ("from_email", "to", "cc", "bcc", "subject", "message", "html_message", "headers", "priority")
    again = Email(
        **{name: getattr(email, name) for name in kept},
        status=STATUS.queued,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
    )
    again.save()
    again.attachments.add(*email.attachments.all())
    queue.wake("cps_portal.lib.tasks.deliver_mails")
    return again


def _stored(attachments: Iterable[Any]) -> Iterable[Attachment]:
    for name, content, media_type in attachments:
        data = content if isinstance(content, bytes) else str(content).encode()
        attachment = Attachment(name=PurePath(name).name, mimetype=media_type or "")
        attachment.file.save(attachment.name, ContentFile(data), save=True)
        yield attachment


def forget(address: str) -> int:
    """Delete the mails to an address, sent or not, with their attachments, and return how many they were."""
    mails = list(Email.objects.filter(to=address))
    attachments = Attachment.objects.filter(emails__in=mails).distinct()
    for attachment in attachments:
        attachment.file.delete(save=False)
    attachments.delete()
    Email.objects.filter(pk__in=[mail.pk for mail in mails]).delete()
    return len(mails)


def deliver(*, at: datetime) -> int:
    """Send the mails that are due, each under its own lock, and return how many were tried."""
    tried = 0
    while _deliver_one(at=at):
        tried += 1
    return tried


def _deliver_one(*, at: datetime) -> bool:
    due = Email.objects.filter(
        Q(scheduled_time=None) | Q(scheduled_time__lte=at), status__in=[STATUS.queued, STATUS.requeued]
    ).order_by("-priority", "pk")
    with transaction.atomic():
        for email in queue.take(due, limit=1):
            if email.dispatch() == STATUS.failed:
                _try_again_later(email, at=at)
            return True
    return False


def _try_again_later(email: Email, *, at: datetime) -> None:
    tries = email.number_of_retries or 0
    if tries >= len(RETRY_PAUSES):
        return
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.requeued, number_of_retries=tries + 1, scheduled_time=at + RETRY_PAUSES[tries]
    )


class QueueBackend(BaseEmailBackend):
    """Django's own door to the same rows, for the mails that libraries send."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            write(message)
        return len(email_messages)
