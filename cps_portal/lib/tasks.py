from celery import shared_task

from cps_portal.lib import clock, mail


@shared_task
def deliver_mails() -> None:
    mail.deliver(at=clock.now())
