from celery import shared_task

from billing import actions
from cps_portal.lib import clock


@shared_task
def issue_invoices() -> None:
    actions.issue_due(at=clock.now())
    actions.send_unsent(at=clock.now())


@shared_task
def issue_credit_notes() -> None:
    actions.credit_due(at=clock.now())
    actions.send_unsent(at=clock.now())


@shared_task
def handle_card_events() -> None:
    actions.handle_events(at=clock.now())


@shared_task
def collect() -> None:
    actions.collect(at=clock.now())


@shared_task
def purge_cards() -> None:
    actions.purge_cards(at=clock.now())


@shared_task
def compare_with_stripe() -> None:
    actions.compare(at=clock.now())
