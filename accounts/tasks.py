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
def forget_presences() -> None:
    actions.forget_presences(at=clock.now())


@shared_task
def forget_drafts() -> None:
    actions.forget_drafts(at=clock.now())
