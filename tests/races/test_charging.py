"""No invoice charged twice, none forgotten, every attempt closed: `CHARGE_RUNS=2000 CHARGE_SEED=1 make test ARGS=…`."""

import logging
import os

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.races.charging import play_all

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# A long way may be walked in parts, by several processes: CHARGE_FIRST is the run to begin with.
RUNS, FIRST = int(os.environ.get("CHARGE_RUNS", "60")), int(os.environ.get("CHARGE_FIRST", "0"))
SEED = int(os.environ.get("CHARGE_SEED", "20261125"))


def test_random_runs_against_stripes_own_books(settings: Settings, anna: User) -> None:
    settings.STRIPE_TIMEOUT_SECONDS, settings.STRIPE_RETRIES = (2.0, 0.6), 0
    logging.disable(logging.CRITICAL)  # Thousands of lost answers, each with its trace.
    try:
        counts = play_all(runs=RUNS, seed=SEED, by=anna, first=FIRST)
    finally:
        logging.disable(logging.NOTSET)
    print(counts)
    assert counts.runs >= RUNS
    assert min(counts.charges, counts.killed, counts.faults, counts.events, counts.suspended) > 0
