import logging
from typing import Any

from celery import shared_task

from points.models import Balance, Entry

log = logging.getLogger(__name__)


@shared_task
def compare_balances() -> None:
    """Raise the alarm for every balance that is not the sum of its entries; staff see them in the admin, too."""
    balance: Any  # The sum beside it is an annotation.
    for balance in Balance.objects.differing().iterator():
        log.error(
            "balance of company %s is %s, its entries sum to %s",
            balance.pk,
            balance.points,
            balance.summed,
        )
    for company in Entry.objects.without_balance().order_by().values_list("company", flat=True).distinct():
        log.error("company %s has entries and no balance", company)
