"""No invoice charged twice, none forgotten, every attempt closed: `make chaos` plays 2,000 runs."""

import logging
import os

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.races.charging import play_all
from tests.sizes import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# A long way may be walked in parts, by several processes: CHARGE_FIRST is the run to begin with.
RUNS, FIRST = size("TEST_CHARGES"), int(os.environ.get("CHARGE_FIRST", "0"))
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
