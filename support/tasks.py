from celery import shared_task

from cps_portal.lib import clock
from support import actions


@shared_task
def complete_data_requests() -> None:
    actions.complete_data_requests(at=clock.now())
