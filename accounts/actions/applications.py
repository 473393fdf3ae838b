"""What an applicant does: fill in a draft, send it, answer a request for a better document."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails, numbers, steps, workdays
from accounts.actions.documents import replace_document
from accounts.actions.history import move, recompute_deadline, remember
from accounts.actions.links import issue_link, issue_resume_link, revoke_resume_links, revoke_status_links
from accounts.actions.vat import ask_about
from accounts.models import Application, CaseEvent, Document, SecretLink
from accounts.uploads import Upload
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision

ONE_DAY = timedelta(days=1)
# Anybody can type anybody's address into the first step: their mailbox must not suffer for it.
RESUME_LINKS_A_DAY = 3


def save_draft(*, key: uuid.UUID, answers: Mapping[str, Any], at: datetime) -> Application:
    """Write a step's answers into the draft with this key, which the first answers begin."""
    with transaction.atomic():
        application, is_new = Application.objects.get_or_create(
            key=key, defaults={"created_at": at, **answers}
        )
        known_email = "" if is_new else application.email
        if not is_new and not Application.objects.filter(
            pk=application.pk, status=Application.Status.DRAFT
        ).update(**answers):
            raise _already_sent()
        application.refresh_from_db()
        if application.email != known_email:
            _mail_resume_link(application, at=at)
    return application


def _mail_resume_link(application: Application, *, at: datetime) -> None:
    """Mail the link that leads back to the draft, to whoever was named, without a look at who they are."""
    sent = SecretLink.objects.filter(purpose=SecretLink.Purpose.RESUME, created_at__gt=at - ONE_DAY)
    if sent.filter(application__email=application.email).count() < RESUME_LINKS_A_DAY:
        emails.resume_link(application, token=issue_resume_link(to=application, at=at))
    else:
        revoke_resume_links(to=application, at=at)


def attach(*, application: Application, upload: Upload, kind: str, at: datetime) -> Document:
    """Put a document in the place of the draft's present one."""
    with transaction.atomic():
        _hold_draft(application)
        return replace_document(application, upload=upload, kind=kind, at=at)


def declare_authorised(*, application: Application, kind: str, at: datetime) -> None:
    """Write down what kind the document is, and that the applicant may provide it."""
    with transaction.atomic():
        _hold_draft(application)
        application.documents.filter(replaced_at=None).update(kind=kind)
        Application.objects.filter(pk=application.pk, authorised_at=None).update(authorised_at=at)


def submit(*, application: Application, at: datetime) -> Application:
    """Send the draft to the verifiers; sending it twice sends it once."""
    today = clock.on(at)
    unfinished = steps.first_unfinished(application, on=today)
    if unfinished is not steps.REVIEW:
        raise DomainError(_("This part is not finished yet: %(step)s.") % {"step": unfinished.title})
    days = settings.PROMISED_WORKING_DAYS
    promised_on = workdays.promised_day(today, days=days, country=application.country)
    with transaction.atomic():
        try:
            move(application, "submit", submitted_at=at, promised_on=promised_on)
        except StaleDecision:
            application.refresh_from_db()
            return application
        remember(application, CaseEvent.Act.SUBMITTED, at=at)
        revoke_resume_links(to=application, at=at)
        if numbers.is_in_vies(application.vat_number):
            ask_about(number=application.vat_number, at=at)
        emails.received(application, token=issue_link(to=application, at=at))
    return application


def answer(*, application: Application, upload: Upload, kind: str, at: datetime) -> None:
    """Put the better document into the case, which goes back to its verifier."""
    with transaction.atomic():
        move(application, "answer")
        replace_document(application, upload=upload, kind=kind, at=at)
        remember(application, CaseEvent.Act.ANSWERED, at=at)
        recompute_deadline(application)


def renew_status_link(*, application: Application, at: datetime) -> None:
    """End every link to the status page and mail a new one to the applicant."""
    with transaction.atomic():
        revoke_status_links(to=application, at=at)
        emails.status_link(application, token=issue_link(to=application, at=at))


def purge_drafts(*, at: datetime) -> int:
    """Delete the drafts that nobody sent in time, with their files, and return how many they were."""
    forgotten = list(Application.objects.forgotten(at=at)[:500])
    for application in forgotten:
        files = [document.file for document in application.documents.all()]
        application.delete()
        for file in files:
            file.storage.delete(str(file.name))
    return len(forgotten)


def _hold_draft(application: Application) -> None:
    """Lock the draft, so that sending it and changing it wait for one another."""
    drafts = Application.objects.select_for_update().filter(status=Application.Status.DRAFT)
    if not drafts.filter(pk=application.pk).exists():
        raise _already_sent()


def _already_sent() -> StaleDecision:
    return StaleDecision(_("This application has been sent. It cannot be changed any more."))
