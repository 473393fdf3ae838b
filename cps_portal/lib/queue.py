"""Later is a row: take due rows so that no two workers hold the same one, and wake the worker after commit."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from celery import current_app
from django.db import transaction
from django.db.models import Model, QuerySet

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)
_collected: ContextVar[list[str] | None] = ContextVar("rows set aside", default=None)


def take(due: QuerySet[Row], limit: int = 100) -> list[Row]:
    """Lock due rows that nobody else holds; call it inside a transaction."""
    return list(due.select_for_update(skip_locked=True, of=("self",))[:limit])


def sweep(due: QuerySet[Row], do: Callable[[Row], Any]) -> int:
    """Do due rows one by one, each in a transaction of its own, and return how many were done.

    A row that fails is logged, set aside until the next sweep, and keeps none of the others waiting.
    """
    done, aside = 0, list[Any]()
    while True:
        row = None
        try:
            with transaction.atomic():
                row = next(iter(take(due.exclude(pk__in=aside), limit=1)), None)
                if row is None:
                    return done
                do(row)
        except Exception:
            if row is None:
                raise  # the question itself failed: nothing could be taken
            aside.append(row.pk)
            _set_aside(f"{row._meta.label} {row.pk}")
        else:
            done += 1


def sweep_keys(keys: Iterable[int], do: Callable[[int], Any], *, what: str) -> int:
    """Do the same for every key and return for how many it was done; `do` opens its transactions itself.

    For work that calls the outside between two transactions. What fails is set aside as in `sweep`.
    """
    done = 0
    for key in list(keys):
        try:
            done += do(key) is not False
        except Exception:  # noqa: BLE001  (logged with its traceback, and counted in the run of the job)
            _set_aside(f"{what} {key}")
    return done


@contextmanager
def rows_set_aside() -> Iterator[list[str]]:
    """Collect table and key of every row that the sweeps inside set aside."""
    rows: list[str] = []
    token = _collected.set(rows)
    try:
        yield rows
    finally:
        _collected.reset(token)


def _set_aside(row: str) -> None:
    log.exception("%s could not be done and is set aside until the next sweep", row)
    rows = _collected.get()
    if rows is not None:
        rows.append(row)


def wake(task: str, *args: Any) -> None:
    """Queue a task by its name after commit; a broker that is away is only logged, for the beat sweep finds the row."""
    transaction.on_commit(lambda: queue_now(task, *args))


def queue_now(task: str, *args: Any) -> None:
    try:
        current_app.send_task(task, args=args)
    except Exception as error:  # noqa: BLE001  (what was done is committed; no broker's trouble may undo the answer)
        log.warning("broker away, %s waits for the sweep: %r", task, error)
