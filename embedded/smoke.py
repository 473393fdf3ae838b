"""`make smoke`: the whole journey against the real processes, on free ports and data that nobody keeps."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from embedded.errors import CannotRun
from embedded.home import CHECKOUT, Home
from embedded.ports import HOST, Ports, free
from embedded.processes import Ended, Process, listen_for_the_end, python

READY_SECONDS = 120
END_SECONDS = 60.0  # More than the portal allows its own children.
JOURNEY = "tests.journeys.smoke"


def run(words: Sequence[str]) -> int:
    """Start the portal, walk the journey, end the portal, and fail when a process is left over."""
    listen_for_the_end()
    with tempfile.TemporaryDirectory(prefix="cps-smoke-", ignore_cleanup_errors=True) as folder:
        place = Home(Path(folder).resolve())
        place.make_folders()
        wish = python("embedded", "run", f"--port={free()}")
        portal = Process(
            "portal", wish, os.environ | {"CPS_VAR": str(place.folder)}, place.logs / "run.log", END_SECONDS
        )
        try:
            code = walk(_wait_until_running(place, portal))
            if not portal.is_alive():
                raise CannotRun(
                    f"{portal.last_words()}\nThe portal ended during the journey; the lines above say why."
                )
        except Ended:
            code = 130
        finally:
            portal.end()
        left = left_over(place.folder)
    if left:
        print(f"Left over after the end: {', '.join(left)}", file=sys.stderr)
    return code or (1 if left else 0)


def walk(ports: Ports) -> int:
    """Run the journey with the addresses in its environment, and give its exit code."""
    addresses = {
        "CPS_SITE_URL": f"http://{HOST}:{ports.web}",
        "CPS_MAIL_PAGE_URL": f"http://{HOST}:{ports.mail}",
        "PYTHONUTF8": "1",
    }
    with subprocess.Popen(python(JOURNEY), cwd=CHECKOUT, env=os.environ | addresses) as journey:
        try:
            return journey.wait()
        finally:
            journey.terminate()


def left_over(folder: Path) -> list[str]:
    """Name every process that was started for this folder and still runs."""
    mark = str(folder).encode()
    return [
        f"{name} ({process.name})"
        for process in Path("/proc").glob("[0-9]*")
        if process.name != str(os.getpid()) and (name := _name_if_marked(process, mark))
    ]


def _name_if_marked(process: Path, mark: bytes) -> str:
    try:
        words = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        return (process / "comm").read_text().strip() if mark in words else ""
    except OSError:  # Ended meanwhile, or somebody else's.
        return ""


def _wait_until_running(place: Home, portal: Process) -> Ports:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and portal.is_alive():
        if running := place.running():
            return running
        time.sleep(0.1)
    raise CannotRun(f"{portal.last_words()}\nThe portal did not start; the lines above say why.")
