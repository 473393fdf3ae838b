"""What every Celery task does besides its one call: it leaves behind when it ran and how it ended."""

from typing import Any

from celery import Task

from cps_portal.lib import clock, queue
from support.operations import actions


class Job(Task):  # type: ignore[type-arg]
    """A task whose last run is a row, so that a job that stays away is noticed."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        began_at = clock.now()
        try:
            with queue.rows_set_aside() as rows:
                result = super().__call__(*args, **kwargs)
        except Exception as error:
            actions.remember_failure(job=self.name, problem=type(error).__name__, at=clock.now())
            raise
        actions.remember_run(job=self.name, set_aside=rows, began_at=began_at, at=clock.now())
        return result
