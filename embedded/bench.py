"""`make bench`: what measures speed; bench/README.md says how to read it."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from embedded import tests, translations
from embedded.home import CHECKOUT
from embedded.postgres import Postgres

# What is measured, and the module that does; those that need a database start one.
PARTS = {"papers": "bench.papers", "look-up": "bench.look_up", "pretix": "bench.beside_pretix"}


def run(words: Sequence[str]) -> int:
    translations.compile_catalogues()
    part, rest = (words[0], words[1:]) if words and words[0] in PARTS else ("papers", words)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        nowhere = tests.environment(Postgres(place, {}), place)  # Never started.
        return subprocess.run(
            [sys.executable, "-m", PARTS[part], *rest], cwd=CHECKOUT, env=nowhere
        ).returncode
