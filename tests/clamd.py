"""Debian's clamd as a peer: the real scanner on a socket, with one signature, EICAR's."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.accounts.hostile import EICAR

SECONDS_TO_START = 60
CONFIGURATION = """
DatabaseDirectory {folder}
LocalSocket {folder}/socket
LogFile {folder}/log
StreamMaxLength 11M
Foreground yes
"""


@contextmanager
def running_clamd() -> Iterator[str]:
    """Start clamd over a folder that is thrown away, and give what CPS_SCANNER would say."""
    # Short, because the path of a socket must not be long.
    with tempfile.TemporaryDirectory(prefix="clamd") as name:
        folder = Path(name)
        (folder / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
        process = subprocess.Popen(
            ["clamd", f"--config-file={folder / 'clamd.conf'}"],
            env={**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(folder / "socket", process)
            yield f"unix://{folder / 'socket'}"
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"clamd did not start: {(socket.parent / 'log').read_text()}")
        time.sleep(0.05)
