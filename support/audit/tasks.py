from celery import shared_task

from cps_portal.lib import clock
from support.audit import actions


@shared_task
def purge_audit_entries() -> None:
    actions.purge_audit_entries(at=clock.now())
