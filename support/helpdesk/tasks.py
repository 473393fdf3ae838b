from celery import shared_task

from cps_portal.lib import clock
from support.helpdesk import actions


@shared_task
def close_silent_tickets() -> None:
    actions.close_silent(at=clock.now())


@shared_task
def delete_ticket_files() -> None:
    actions.delete_outlived_files(at=clock.now())
