import os
import subprocess
import sys
import threading

import pytest
from django.db import connection, transaction

from accounts.models import User
from cps_portal.lib import queue
from cps_portal.settings import BASE_DIR
from tests.factories import UserFactory


@pytest.mark.race
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_never_hold_the_same_row() -> None:
    UserFactory.create_batch(6)
    taken: list[int] = []
    both_hold = threading.Barrier(2)

    def work() -> None:
        with transaction.atomic():
            rows = queue.take(User.objects.order_by("pk"), limit=3)
            both_hold.wait(timeout=10)
            taken.extend(row.pk for row in rows)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 6


def test_a_broker_that_is_away_is_logged_and_fails_nobody() -> None:
    script = (
        "import django; django.setup()\n"
        "from cps_portal.lib import queue\n"
        "queue.queue_now('cps_portal.lib.tasks.deliver_mails')\n"
        "print('went on')"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "CPS_MODE": "test",
            "CPS_BROKER_URL": "redis://127.0.0.1:1/0",
            "DJANGO_SETTINGS_MODULE": "cps_portal.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.stdout.strip() == "went on", run.stderr
    assert "waits for the sweep" in run.stderr
