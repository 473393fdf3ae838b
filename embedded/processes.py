"""The children of one command: started in order, watched, ended in the opposite order with nothing left over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from embedded.errors import CannotRun
from embedded.home import CHECKOUT
from embedded.postgres import dies_with_parent, why

GRACE_SECONDS = 8.0


class Ended(BaseException):
    """Somebody asked this command to end: Ctrl-C, a signal, a closed terminal."""


class Process:
    """A child in a session of its own, so that Ctrl-C reaches the parent alone and the parent keeps the order."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self.name, self.log, self._grace_seconds = name, log, grace_seconds
        with log.open("wb") as said:
            self._process = subprocess.Popen(
                [*dies_with_parent("TERM"), *words],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def number(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return "\n".join(lines[-15:])

    def end(self) -> None:
        """Ask, wait, then end by force whatever the child or its own children still do."""
        if self.is_alive():
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(self._grace_seconds)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Processes:
    def __init__(self) -> None:
        self._running: list[Process] = []

    def start(self, name: str, words: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
        process = Process(name, words, environment, log)
        self._running.append(process)
        return process

    def insist_on_all(self) -> None:
        """Stop with a sentence when a child has died."""
        for process in self._running:
            if not process.is_alive():
                said = process.last_words()
                raise CannotRun(
                    why(
                        said,
                        f"{said}\nThe {process.name} process ended by itself; {process.log} says why. Start again.",
                    )
                )

    def watch(self) -> None:
        """Wait until a child dies or somebody ends this command."""
        while True:
            self.insist_on_all()
            time.sleep(0.5)

    def end(self) -> None:
        while self._running:
            self._running.pop().end()


def listen_for_the_end() -> None:
    """Turn every signal that means “end” into one exception."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _end)


def ignore_impatience() -> None:
    """Go on ending in order, however often Ctrl-C is pressed; each wait is bounded."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)


def python(*words: str) -> list[str]:
    """Name a module to run with this interpreter: scripts in .venv/bin break when a checkout is moved."""
    return [sys.executable, "-m", *words]


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended
