from celery import shared_task

from cps_portal.lib import clock
from support import actions


@shared_task
def watch_jobs() -> None:
    actions.watch_jobs(at=clock.now())
