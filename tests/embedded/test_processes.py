"""However a command ends, nothing that it started is left over."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embedded.errors import CannotRun
from embedded.home import CHECKOUT
from embedded.processes import Process, Processes

# A child that will not hear SIGTERM, with a child of its own.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""
# A child that notes when it was asked to end.
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print(time.time())))
print("ready")
time.sleep(60)
"""
PARENT = """
import os, sys, time
from pathlib import Path
from embedded.processes import Process
child = Process("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ, Path(sys.argv[1]))
print(child.number, flush=True)
time.sleep(60)
"""


def is_running(number: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{number}/stat").read_text()
    except FileNotFoundError:
        return False


def wait_until_gone(number: int) -> None:
    while is_running(number):
        time.sleep(0.05)


def wait_for_words(log: Path) -> str:
    while not (said := log.read_text().strip()):
        time.sleep(0.02)
    return said


def test_a_stubborn_child_and_its_child_are_ended_by_force(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = Process("stubborn", [sys.executable, "-c", STUBBORN], os.environ, log, grace_seconds=0.3)
    grandchild = int(wait_for_words(log))
    child.end()
    assert not child.is_alive()
    wait_until_gone(grandchild)


def test_children_are_ended_in_the_opposite_order(tmp_path: Path) -> None:
    words = [sys.executable, "-uc", POLITE]
    logs = [tmp_path / name for name in ("sandbox", "web", "worker")]
    processes = Processes()
    for log in logs:
        processes.start(log.name, words, os.environ, log)
    for log in logs:
        wait_for_words(log)
    processes.end()
    ended = [float(log.read_text().splitlines()[-1]) for log in logs]
    assert ended == sorted(ended, reverse=True)


def test_a_child_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    processes = Processes()
    processes.start(
        "web", [sys.executable, "-c", "raise SystemExit('no such table')"], {}, tmp_path / "web.log"
    )
    with pytest.raises(CannotRun, match=r"(?s)no such table.*The web process ended by itself"):
        processes.watch()


def test_a_child_that_met_a_full_disk_says_what_to_do(tmp_path: Path) -> None:
    processes = Processes()
    writes = "print('x', file=open('/dev/full', 'w'), flush=True)"
    processes.start("worker", [sys.executable, "-c", writes], {}, tmp_path / "worker.log")
    with pytest.raises(CannotRun, match=r"^The disk is full: free at least 1 GB, then start again\.$"):
        processes.watch()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_a_killed_parent_takes_its_children_along(tmp_path: Path) -> None:
    words = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(words, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    wait_until_gone(child)
