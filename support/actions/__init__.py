"""What support does to the data: who looked at whom, which job ran when, and a demonstration for an empty portal."""

from support.actions.demo import load_demo
from support.actions.jobs import remember_failure, remember_run, watch_jobs
from support.actions.look_ups import look_up, open_member
from support.actions.scale import seed_scale

__all__ = [
    "load_demo",
    "look_up",
    "open_member",
    "remember_failure",
    "remember_run",
    "seed_scale",
    "watch_jobs",
]
