"""Prepares a checkout and hands over to `python -m embedded`: system packages, virtual environment, Python packages.

It needs the standard library alone and is written so that Python 3.6 can read it: an old one gets a sentence.
"""

import ctypes
import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = os.path.join(CHECKOUT, "requirements-dev.txt")
STAMP = os.path.join(VENV, "packages.sha256")
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")

# Debian's packages, with the library or the command by which each is recognised, and what it is for.
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
COMMANDS = {
    "chromium": "chromium",
    "redis-server": "redis-server",
    "gettext": "xgettext",
    "clamav-daemon": "clamd",
}
USES = {
    "python3-venv": "the virtual environment",
    "chromium": "the browser tests",
    "redis-server": "the tests with the real broker, and for measuring",
    "gettext": "finding missing translations",
    "clamav-daemon": "the tests with the real virus scanner",
}
PAPERS = list(LIBRARIES)
NEEDED = {
    "run": PAPERS,
    "manage": PAPERS,
    "smoke": PAPERS + ["chromium"],
    "bench": PAPERS + ["redis-server"],
    "test": PAPERS + list(COMMANDS),
    "coverage": PAPERS + list(COMMANDS),
    "chaos": PAPERS + list(COMMANDS),
    "check": PAPERS + ["gettext"],
}


class CannotPrepare(Exception):
    """Why the checkout cannot be made ready, in one sentence that says what to do."""


def main() -> None:
    os.environ.setdefault("CPS_STARTED_AT", str(time.time()))
    try:
        go_on_with_a_new_python()
        install_system_packages(missing_packages(NEEDED.get("".join(sys.argv[1:2]), [])))
        with open(__file__) as turnstile:  # Two commands in a fresh checkout: one prepares, the other waits.
            fcntl.flock(turnstile, fcntl.LOCK_EX)
            install_python_packages()
    except CannotPrepare as no:
        sys.exit(str(no))
    except OSError as error:
        sys.exit(explain(str(error), f"The checkout could not be prepared: {error}."))
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(CHECKOUT)
    os.execv(PYTHON, [PYTHON, "-m", "embedded"] + sys.argv[1:])


def go_on_with_a_new_python() -> None:
    """Start again under a Python that is new enough, if this one is not."""
    if sys.version_info >= (3, 11):  # noqa: UP036 (an older one is what this is about)
        return
    for name in NEWER_PYTHONS:
        newer = shutil.which(name)
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, os.path.abspath(__file__)] + sys.argv[1:])
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise CannotPrepare(
        f"This is Python {here}, and the portal needs 3.11 or newer: install one, "
        "then name it, for example: make run PYTHON=/usr/bin/python3.11"
    )


# --- the system's packages ------------------------------------------------------------------------


def missing_packages(names: "list[str]") -> "list[str]":
    missing = [name for name in names if not is_there(name)]
    if not os.path.exists(PYTHON) and importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    return sorted(missing)


def is_there(package: str) -> bool:
    if package in COMMANDS:
        return shutil.which(COMMANDS[package], path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL(LIBRARIES[package])
    except OSError:
        return False
    return True


def install_system_packages(names: "list[str]") -> None:
    """Install what is missing where that is allowed, else say which command does it."""
    if not names:
        return
    by_hand = "sudo apt-get install " + " ".join(names)
    prefix = words_that_make_root()
    if prefix is None or not shutil.which("apt-get"):
        for name in names:
            print(
                f"{name} is missing: it is for {USES.get(name, 'writing invoices as PDF')}.", file=sys.stderr
            )
        raise CannotPrepare(
            f"Type this, or ask whoever looks after this machine, then start again: {by_hand}"
        )
    print("Installing packages of the system: " + ", ".join(names), flush=True)
    apt = prefix + ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    updated = call(apt + ["update"])
    installed = call(apt + ["install", "--yes", "--no-install-recommends"] + names)
    if installed.returncode:
        insist(updated, f"The list of packages could not be fetched: check the network, then type: {by_hand}")
        insist(installed, f"The packages could not be installed: see why by typing: {by_hand}")


def words_that_make_root() -> "list[str] | None":
    """Give the words before a command that run it as root unasked; None where there are none."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


# --- Python's packages ----------------------------------------------------------------------------


def install_python_packages() -> None:
    """Make .venv hold the locked packages; nothing is done when it already does."""
    with open(LOCK, "rb") as lock:
        wanted = hashlib.sha256(lock.read()).hexdigest()
    if not works(PYTHON):
        print("Making the virtual environment .venv", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        made = call([sys.executable, "-m", "venv", VENV])
        insist(made, 'The virtual environment could not be made: type "sudo apt-get install python3-venv"')
    elif stamp() == wanted:
        return
    print("Installing the locked Python packages", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--retries", "1"]
    uv = os.path.join(VENV, "bin", "uv")
    locked = ["--require-hashes", "-r", LOCK]
    fast = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--system-certs"]
    has_uv = os.path.exists(uv) or call(pip + ["uv"]).returncode == 0
    if not (has_uv and call(fast + locked).returncode == 0):
        insist(
            call(pip + locked),
            "The Python packages could not be fetched: check the network and pip's settings",
        )
    with open(STAMP, "w") as file:
        file.write(wanted)


def stamp() -> str:
    try:
        with open(STAMP) as file:
            return file.read()
    except OSError:
        return ""


def works(python: str) -> bool:
    """Tell whether this Python starts, is new enough and has pip."""
    test = "import sys, importlib.util as i; sys.exit(sys.version_info < (3, 11) or not i.find_spec('pip'))"
    return os.path.exists(python) and subprocess.call([python, "-c", test], stderr=subprocess.DEVNULL) == 0


# --- what other programs say ----------------------------------------------------------------------


def call(words: "list[str]") -> "subprocess.CompletedProcess[str]":
    """Run a program unasked and unheard; what it says comes back, in English, whatever the machine speaks."""
    english = dict(os.environ, LC_ALL="C.UTF-8")
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(words, env=english, encoding="utf-8", errors="replace", **pipes)  # type: ignore[call-overload,no-any-return]


def insist(done: "subprocess.CompletedProcess[str]", otherwise: str) -> None:
    """Stop with a sentence when a program failed; its own last words go with it."""
    if done.returncode:
        last = ([line for line in done.stdout.splitlines() if line.strip()] or ["no reason given"])[-1]
        raise CannotPrepare(explain(done.stdout, f"{otherwise}, then start again ({last.strip()})."))


def explain(said: str, otherwise: str) -> str:
    """Name the cause that a program's words show, where it is a known one."""
    if os.strerror(errno.ENOSPC) in said:
        return "The disk is full: free at least 2 GB, then start again."
    if os.strerror(errno.EACCES) in said:
        return "Files of this checkout belong to somebody else: start as that user, or type: sudo chown -R $USER ."
    return otherwise


if __name__ == "__main__":
    main()
