"""Is the portal well? Questions that a probe, a scrape and a member of staff ask alike."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from post_office.models import STATUS, Email

from support.operations.models import JobRun

log = logging.getLogger(__name__)

# The shortest sweep runs every ten seconds, whatever else there is to do.
HEARTBEAT = timedelta(minutes=1)
BACKLOG = timedelta(minutes=15)
SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class JobState:
    """A periodic job, when it ran last and by when it should have run again."""

    job: str
    ran_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Check:
    """One part of the portal; nothing can be served without one that is needed."""

    name: str
    is_well: bool
    is_needed: bool


def checks(*, at: datetime) -> list[Check]:
    """Ask every part, also after one has failed."""
    found = [Check("database", _is_well(_database), is_needed=True)]
    found += [Check("storage", _is_well(_storage), is_needed=True)]
    found += [Check("broker", _is_well(_broker), is_needed=False)]
    if not found[0].is_well:
        return found
    found += [Check("worker", JobRun.objects.filter(ran_at__gte=at - HEARTBEAT).exists(), is_needed=False)]
    found += [Check("mail", not backlog(at=at), is_needed=False)]
    return [*found, Check("jobs", not any(state.is_late for state in jobs(at=at)), is_needed=False)]


def backlog(*, at: datetime) -> bool:
    """Return whether a mail waits for longer than a mail server that is well would let it."""
    waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued], created__lt=at - BACKLOG)
    return bool(waiting.exists())


def jobs(*, at: datetime) -> list[JobState]:
    """Every periodic job of the schedule; one that never ran is late once others have run for its whole pause."""
    runs = {run.job: run for run in JobRun.objects.all()}
    began_at = min((run.first_at for run in runs.values()), default=at)
    return [
        _state(entry["task"], pause_of(entry["schedule"]), runs.get(entry["task"]), began_at, at)
        for entry in current_app.conf.beat_schedule.values()
    ]


def _state(job: str, pause: timedelta, run: JobRun | None, began_at: datetime, at: datetime) -> JobState:
    ran_at = run.ran_at if run else None
    return JobState(job, ran_at, is_late=(ran_at or began_at) + 2 * pause + SLACK < at)


def pause_of(when: Any) -> timedelta:
    """Return how long a job may rest: its period, or a day for one that has an hour of the day."""
    return timedelta(seconds=when) if isinstance(when, int | float) else timedelta(days=1)


def _is_well(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception as error:  # noqa: BLE001  (whatever it is: the part is not well, and the log says why)
        log.warning("%s: %r", ask.__name__.strip("_"), error)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=1)


def _storage() -> None:
    default_storage.delete(default_storage.save("health/probe", ContentFile(b"well")))
