from celery import shared_task

from cps_portal.lib import clock
from products import actions


@shared_task
def expire_transfers() -> None:
    actions.expire_due(at=clock.now())


@shared_task
def work_off_lists() -> None:
    actions.work_off_lists(at=clock.now())


@shared_task
def work_on_imports() -> None:
    actions.work_on_imports(at=clock.now())


@shared_task
def delete_papers() -> None:
    actions.delete_outlived_papers(at=clock.now())
