"""When each periodic job ran last, and what is done about one that stays away."""

import logging
from collections.abc import Sequence
from datetime import datetime

from cps_portal.lib import queue
from support.operations import health
from support.operations.models import JobRun

log = logging.getLogger(__name__)


MOST_ROWS_NAMED = 20


def remember_run(*, job: str, set_aside: Sequence[str], began_at: datetime, at: datetime) -> None:
    """Note that a job ran to its end, and which rows it could not do; an alarm about it is over."""
    took = round((at - began_at).total_seconds() * 1000)
    values = {
        "ran_at": at,
        "milliseconds": took,
        "alarmed_at": None,
        "set_aside": len(set_aside),
        "set_aside_rows": "\n".join(set_aside[:MOST_ROWS_NAMED]),
    }
    JobRun.objects.update_or_create(job=job, defaults=values, create_defaults={**values, "first_at": at})


def remember_failure(*, job: str, problem: str, at: datetime) -> None:
    """Note that a job crashed; the traceback is in the log."""
    values = {"failed_at": at, "problem": problem}
    JobRun.objects.update_or_create(job=job, defaults=values, create_defaults={**values, "first_at": at})


def watch_jobs(*, at: datetime) -> int:
    """Raise one alarm for each periodic job that has stayed away too long, queue it again, and return how many."""
    late = [state for state in health.jobs(at=at) if state.is_late]
    for state in late:
        _alarm(state, at=at)
        queue.queue_now(state.job)
    return len(late)


def _alarm(state: health.JobState, *, at: datetime) -> None:
    JobRun.objects.get_or_create(job=state.job, defaults={"first_at": at})
    if JobRun.objects.filter(job=state.job, alarmed_at=None).update(alarmed_at=at):
        log.error("job %s has not run since %s; it is queued again", state.job, state.ran_at or "ever")
