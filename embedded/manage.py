"""`make manage ARGS="…"`: a management command against the embedded database, started if need be."""

import signal
import subprocess
import sys
from collections.abc import Sequence

from embedded import translations
from embedded.errors import CannotRun
from embedded.home import CHECKOUT, Home, home
from embedded.portal import MIGRATE, database, environment, manage
from embedded.ports import Ports
from embedded.postgres import Postgres

USUAL_PORTS = Ports(8000, 8001, 8002, 8003, 8004)


def run(words: Sequence[str]) -> int:
    place = home()
    translations.compile_catalogues()
    with place.claimed() as is_ours:
        if not is_ours:
            return _beside_the_running_portal(place, words)
        is_new = not (place.folder / "postgres").exists()
        with database(place) as server:
            ours = environment(place, USUAL_PORTS, server)
            if is_new and "migrate" not in words:
                print("The database is new: its tables are made first.", file=sys.stderr)
                manage([*MIGRATE], ours)
            return _run(words, ours)


def _beside_the_running_portal(place: Home, words: Sequence[str]) -> int:
    running = place.running()
    if running is None:
        raise CannotRun(
            "Another command is using the database of this checkout: wait for its end, then start again."
        )
    return _run(words, environment(place, running, Postgres(place.folder, {})))


def _run(words: Sequence[str], environment: dict[str, str]) -> int:
    # Ctrl-C is for the command; this one waits for it, then ends the database.
    signal.signal(signal.SIGINT, lambda *_: None)
    with subprocess.Popen([sys.executable, "manage.py", *words], cwd=CHECKOUT, env=environment) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()
