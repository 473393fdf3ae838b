"""`make test`: the whole suite over a PostgreSQL that is thrown away."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from embedded import translations
from embedded.home import CHECKOUT
from embedded.postgres import Postgres, dies_with_parent, throwaway

GRACE_SECONDS = 10
# The whole suite is shared out between processes with a database each, in order: stories with real transactions empty
# the tables, so they come last everywhere. A part of the suite starts faster alone.
TOGETHER = ("--numprocesses=2", "--dist=load")


def run(words: Sequence[str]) -> int:
    """Run pytest with these words against a throwaway database, and give its exit code."""
    return run_under(["-m", "pytest"], words)


def run_under(program: Sequence[str], words: Sequence[str]) -> int:
    """Run the suite as these words of Python start it."""
    # A shell's background job starts with SIGINT ignored, and pytest would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    translations.compile_catalogues()
    with throwaway() as (server, folder):
        pytest = [*dies_with_parent(), sys.executable, *program, *(words or TOGETHER)]
        process = subprocess.Popen(pytest, cwd=CHECKOUT, env=environment(server, folder))
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)  # Ctrl-C reached pytest, too, but SIGTERM the parent alone.
            return _wait(process)


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def environment(server: Postgres, folder: Path) -> dict[str, str]:
    """Build an environment in which nothing of the developer's own settings or keys is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CPS_")}
    return kept | {
        "CPS_MODE": "test",
        "CPS_SECRET_KEY": "only-for-tests",
        "CPS_DATABASE_URL": server.url,
        "CPS_DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "cps_portal.settings",
        "PYTHONUTF8": "1",
    }
