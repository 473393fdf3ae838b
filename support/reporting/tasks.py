from celery import shared_task

from cps_portal.lib import clock
from support.reporting import actions


@shared_task
def count_figures() -> None:
    actions.count_figures(at=clock.now())
