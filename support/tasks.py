from celery import shared_task

from cps_portal.lib import clock
from support import actions


@shared_task
def watch_jobs() -> None:
    actions.watch_jobs(at=clock.now())


@shared_task
def announce() -> None:
    actions.announce(at=clock.now())


@shared_task
def deliver_announcements() -> None:
    actions.deliver_announcements(at=clock.now())


@shared_task
def complete_data_requests() -> None:
    actions.complete_data_requests(at=clock.now())


@shared_task
def count_figures() -> None:
    actions.count_figures(at=clock.now())


@shared_task
def close_silent_tickets() -> None:
    actions.close_silent(at=clock.now())


@shared_task
def delete_ticket_files() -> None:
    actions.delete_outlived_files(at=clock.now())


@shared_task
def forget_audit_entries() -> None:
    actions.forget_audit_entries(at=clock.now())
