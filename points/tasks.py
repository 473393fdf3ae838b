import logging

from celery import shared_task

from cps_portal.lib import clock
from points import actions

log = logging.getLogger(__name__)


@shared_task
def compare_balances() -> None:
    """Raise the alarm for every balance that is not the sum of its entries; staff see them in the admin, too."""
    comparison = actions.compare(at=clock.now())
    for difference in comparison.differences.all():
        if difference.balance is None:
            log.error("company %s has entries and no balance", difference.company_id)
        else:
            log.error(
                "balance of company %s is %s, its entries sum to %s",
                difference.company_id,
                difference.balance,
                difference.summed,
            )
