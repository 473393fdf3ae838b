"""`make bench`: what measures speed, without a database."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from embedded import tests, translations
from embedded.home import CHECKOUT
from embedded.postgres import Postgres


def run(words: Sequence[str]) -> int:
    translations.compile_catalogues()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        nowhere = tests.environment(Postgres(place, {}), place)  # Never started: no figure needs a row.
        return subprocess.run(
            [sys.executable, "-m", "bench.papers", *words], cwd=CHECKOUT, env=nowhere
        ).returncode
