from celery import shared_task

from cps_portal.lib import clock
from subscriptions import actions


@shared_task
def do_due() -> None:
    actions.do_due(at=clock.now())
