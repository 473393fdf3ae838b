"""`make bench`: what measures speed; bench/README.md says how to read it."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from embedded import tests, translations
from embedded.home import CHECKOUT
from embedded.postgres import Postgres

PARTS = {"papers": "bench.papers", "look-up": "bench.look_up", "pretix": "bench.beside_pretix"}


def run(words: Sequence[str]) -> int:
    """Measure one part, or all; without a name it is papers."""
    translations.compile_catalogues()
    if words[:1] == ["all"]:
        return max([_measure("papers", ()), *(_measure(part, words[1:]) for part in ("look-up", "pretix"))])
    if words and words[0] in PARTS:
        return _measure(words[0], words[1:])
    return _measure("papers", words)


def _measure(part: str, words: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        nowhere = tests.environment(
            Postgres(place, {}), place
        )  # Never started: who needs rows starts another.
        command = [sys.executable, "-m", PARTS[part], *words]
        return subprocess.run(command, cwd=CHECKOUT, env=nowhere).returncode
