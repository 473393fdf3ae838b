from celery import shared_task

from cps_portal.lib import clock
from support.interface import actions


@shared_task
def announce() -> None:
    actions.announce(at=clock.now())


@shared_task
def deliver_announcements() -> None:
    actions.deliver_announcements(at=clock.now())
