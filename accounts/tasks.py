from celery import shared_task

from accounts import actions
from cps_portal.lib import clock


@shared_task
def ask_vies() -> None:
    actions.ask_due(at=clock.now())


@shared_task
def forget_drafts() -> None:
    actions.forget_drafts(at=clock.now())


@shared_task
def mail_status_links() -> None:
    actions.mail_asked_links(at=clock.now())


@shared_task
def delete_documents() -> None:
    actions.delete_outlived(at=clock.now())
