"""Later is a row: take due rows so that no two workers hold the same one, and wake the worker after commit."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from celery import current_app
from django.db import transaction
from django.db.models import Model, QuerySet

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)


def take(due: QuerySet[Row], limit: int = 100) -> list[Row]:
    """Lock due rows that nobody else holds; call it inside a transaction."""
    return list(due.select_for_update(skip_locked=True, of=("self",))[:limit])


def work_off(due: QuerySet[Row], do: Callable[[Row], None]) -> int:
    """Do due rows one by one, each in a transaction of its own, until none is due; return how many they were."""
    done = 0
    while _did_one(due, do):
        done += 1
    return done


def _did_one(due: QuerySet[Row], do: Callable[[Row], None]) -> bool:
    with transaction.atomic():
        for row in take(due, limit=1):
            do(row)
            return True
    return False


def wake(task: str, *args: Any) -> None:
    """Queue a task by its name after commit; a broker that is away is only logged, for the beat sweep finds the row."""
    transaction.on_commit(lambda: queue_now(task, *args))


def queue_now(task: str, *args: Any) -> None:
    try:
        current_app.send_task(task, args=args)
    except Exception as error:  # noqa: BLE001  (what was done is committed; no broker's trouble may undo the answer)
        log.warning("broker away, %s waits for the sweep: %r", task, error)
