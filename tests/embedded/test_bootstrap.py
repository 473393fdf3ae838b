"""A machine that lacks something gets one sentence that says what to do, and never a traceback."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded import bootstrap
from embedded.home import CHECKOUT

SOURCE = CHECKOUT / "embedded" / "bootstrap.py"


def run(*words: str, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True)


def put_program(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_even_an_old_python_can_read_it() -> None:
    ast.parse(SOURCE.read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    as_if_old = f"import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path({str(SOURCE)!r}, run_name='__main__')"
    done = run("-c", as_if_old, path=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "This is Python 3.9, and the portal needs 3.11 or newer: install one, "
        "then name it, for example: make run PYTHON=/usr/bin/python3.11\n"
    )


def test_what_is_missing_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    done = run(str(SOURCE), "test", path=tmp_path)
    *missing, last = done.stderr.splitlines()
    assert done.returncode == 1
    assert missing == [
        "chromium is missing: it is for the browser tests.",
        "gettext is missing: it is for finding missing translations.",
        "redis-server is missing: it is for the tests with the real broker, and for measuring.",
    ]
    assert last.endswith("start again: sudo apt-get install chromium gettext redis-server")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install without being asked")
def test_root_without_a_network_is_told_so(tmp_path: Path) -> None:
    put_program(tmp_path, "env", 'shift; exec "$@"')
    put_program(tmp_path, "apt-get", "echo 'E: Temporary failure resolving deb.debian.org'; exit 100")
    done = run(str(SOURCE), "check", path=tmp_path)
    assert done.stdout == "Installing packages of the system: gettext\n"
    assert done.stderr == (
        "The list of packages could not be fetched: check the network, then type: sudo apt-get install gettext, "
        "then start again (E: Temporary failure resolving deb.debian.org).\n"
    )


def test_a_full_disk_is_named_whoever_met_it() -> None:
    with pytest.raises(OSError, match="No space left") as met:
        Path("/dev/full").write_text("x")
    said = bootstrap.explain(str(met.value), "something else")
    assert said == "The disk is full: free at least 2 GB, then start again."


def test_prepared_packages_are_not_installed_again() -> None:
    done = subprocess.run([sys.executable, SOURCE], capture_output=True, text=True, cwd="/")
    assert done.stdout == ""
    assert done.stderr.startswith("python -m embedded run|")
