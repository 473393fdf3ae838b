"""`make coverage`: the suite, and how much of the product it runs; pyproject.toml says what counts."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from embedded import tests
from embedded.home import CHECKOUT

ENOUGH = 95
# What must never be wrong is run whole: the ledger and its levels, the rate of VAT, every number that is given once.
WHOLE = (
    "points/*",
    "billing/vat.py",
    "accounts/numbers.py",
    "subscriptions/actions/numbers.py",
    "subscriptions/models/numbers.py",
)


def run(words: Sequence[str]) -> int:
    """Measure the suite and hold it to its bounds; a part of the suite, as the words name it, has none."""
    with tempfile.TemporaryDirectory(prefix="cps-coverage-") as folder:
        os.environ["COVERAGE_FILE"] = str(Path(folder) / "data")
        failed = tests.run_under(["-m", "coverage", "run", "-m", "pytest"], words)
        _coverage("combine", "--quiet")
        if words:
            _coverage("report")
            return failed
        is_enough = _coverage("report", f"--fail-under={ENOUGH}") == 0
        is_whole = _coverage("report", "--fail-under=100", f"--include={','.join(WHOLE)}") == 0
    if not is_enough:
        print(f"The suite runs less than {ENOUGH} % of the product.", file=sys.stderr)
    if not is_whole:
        print(
            "The suite leaves something of the second table out, and that has to be whole.", file=sys.stderr
        )
    return failed or int(not (is_enough and is_whole))


def _coverage(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *words], cwd=CHECKOUT).returncode
