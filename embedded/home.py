"""The folder that keeps everything between two starts: data, secrets, logs, and who uses it now."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from embedded.errors import CannotRun
from embedded.ports import Ports

CHECKOUT = Path(__file__).resolve().parent.parent


class Home:
    """`var/` of the checkout, or where CPS_VAR says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.queue = folder / "queue"
        self.logs = folder / "logs"
        self.demo = folder / "demo.txt"
        self._running = folder / "running.json"

    def make_folders(self) -> None:
        for folder in (self.folder, self.queue, self.queue / "control", self.logs, self.folder / "data"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Hold the folder for this process; gives False where another one holds it already."""
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._running.unlink(missing_ok=True)
            try:
                yield True
            finally:
                self._running.unlink(missing_ok=True)

    def say_running(self, ports: Ports) -> None:
        words = json.dumps({"process": os.getpid(), **asdict(ports)})
        fresh = self._running.with_suffix(".new")
        fresh.write_text(words)
        fresh.rename(self._running)

    def running(self) -> Ports | None:
        """Tell the ports of the portal that runs on this folder, once it answers."""
        try:
            said = json.loads(self._running.read_text())
        except FileNotFoundError:
            return None
        return Ports(said["web"], said["stripe"], said["vies"], said["smtp"], said["mail"])

    def secret(self, name: str) -> str:
        """Give the secret of that name, made at the first asking."""
        file = self.folder / "secrets.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(48)
            fresh = file.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(known))
            fresh.rename(file)
        return known[name]


def home() -> Home:
    """Open the folder of this checkout."""
    found = Home(Path(os.environ.get("CPS_VAR") or CHECKOUT / "var").resolve())
    try:
        found.make_folders()
    except PermissionError as error:
        raise CannotRun(
            f"{error.filename} cannot be written: it belongs to somebody else. "
            "Start as that user, or set CPS_VAR to a folder of yours."
        ) from error
    return found
