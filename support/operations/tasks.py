from celery import shared_task

from cps_portal.lib import clock
from support.operations import actions


@shared_task
def watch_jobs() -> None:
    actions.watch_jobs(at=clock.now())


@shared_task
def complete_data_requests() -> None:
    actions.complete_data_requests(at=clock.now())
