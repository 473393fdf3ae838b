from celery import shared_task

from accounts import actions
from cps_portal.lib import clock


@shared_task
def ask_vies() -> None:
    actions.ask_due(at=clock.now())


@shared_task
def remind_silent() -> None:
    actions.remind_silent(at=clock.now())


@shared_task
def escalate_broken() -> None:
    actions.escalate_broken(at=clock.now())


@shared_task
def purge_presences() -> None:
    actions.purge_presences(at=clock.now())


@shared_task
def purge_drafts() -> None:
    actions.purge_drafts(at=clock.now())


@shared_task
def answer_asked_mails() -> None:
    actions.answer_asked_mails(at=clock.now())


@shared_task
def mail_invitations() -> None:
    actions.mail_invitations(at=clock.now())


@shared_task
def purge_log_ins() -> None:
    actions.purge_log_ins(at=clock.now())


@shared_task
def purge_copies() -> None:
    actions.purge_copies(at=clock.now())


@shared_task
def mail_email_changes() -> None:
    actions.mail_email_changes(at=clock.now())


@shared_task
def delete_documents() -> None:
    actions.delete_outlived(at=clock.now())
