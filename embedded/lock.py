"""`make lock`: requirements*.in resolved into locks that hold every hash and no name of a host."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from embedded.errors import CannotRun
from embedded.home import CHECKOUT

# The development lock follows the production lock, so the order matters.
NAMES = ("requirements", "requirements-dev")


def run(words: Sequence[str]) -> int:
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        raise CannotRun("uv is missing: type “.venv/bin/python -m pip install uv”, then start again.")
    for name in NAMES:
        options = ("--universal", "--generate-hashes", "--no-header", "--python-version=3.11", "--upgrade")
        wish = [str(uv), "pip", "compile", "--quiet", *options, f"{name}.in", f"--output-file={name}.txt"]
        if subprocess.run(wish, cwd=CHECKOUT).returncode:
            raise CannotRun(f"{name}.in could not be resolved; the lines above say why.")
    return 0
