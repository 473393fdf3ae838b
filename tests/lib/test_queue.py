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


@pytest.mark.django_db
def test_a_row_that_fails_is_set_aside_and_keeps_none_of_the_others_waiting() -> None:
    broken, *good = UserFactory.create_batch(3)
    done: list[int] = []

    def do(user: User) -> None:
        User.objects.filter(pk=user.pk).update(name="Half done")
        if user.pk == broken.pk:
            raise ValueError
        done.append(user.pk)
        User.objects.filter(pk=user.pk).update(is_active=False)

    due = User.objects.filter(is_active=True).order_by("pk")
    for _sweep in range(2):
        with queue.rows_set_aside() as rows:
            queue.sweep(due, do)
        assert rows == [f"accounts.User {broken.pk}"]
    assert done == [user.pk for user in good]
    broken.refresh_from_db()
    assert broken.name != "Half done"


@pytest.mark.django_db
def test_a_sweep_of_keys_counts_what_was_done_and_sets_aside_what_failed() -> None:
    def do(key: int) -> bool:
        if key == 2:
            raise ValueError
        return key != 3

    with queue.rows_set_aside() as rows:
        assert queue.sweep_keys([1, 2, 3, 4], do, what="letter") == 2
    assert rows == ["letter 2"]
