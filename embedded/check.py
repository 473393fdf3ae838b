"""`make check`: everything that is judged without running a test."""

import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded import tests
from embedded.errors import CannotRun
from embedded.home import CHECKOUT
from embedded.postgres import throwaway
from embedded.processes import python

# The checks see a production that is set up rightly; nobody could log in anywhere with these values.
PRODUCTION = {
    "CPS_MODE": "production",
    "CPS_SECRET_KEY": secrets.token_urlsafe(64),
    "CPS_DATABASE_URL": "postgres://cps@127.0.0.1/cps",
    "CPS_BROKER_URL": "redis://127.0.0.1:6379/0",
    "CPS_SITE_URL": "https://cps.example",
    "CPS_STRIPE_SECRET_KEY": "sk_live_throwaway",
    "CPS_STRIPE_WEBHOOK_SECRET": "whsec_throwaway",
}


Step = tuple[list[str], Mapping[str, str]]


def run(words: Sequence[str]) -> int:
    """Run every check, or those that the words name, also after one failed, and tell which did."""
    failed = []
    with throwaway() as (server, folder):
        every = steps(tests.environment(server, folder))
        if unknown := set(words) - set(every):
            raise CannotRun(f"There is no check {', '.join(sorted(unknown))}, only {', '.join(every)}.")
        for name in words or every:
            command, environment = every[name]
            if not _passes(name, command, environment):
                failed.append(name)
    print(f"Not yet right: {', '.join(failed)}." if failed else "All is well.", flush=True)
    return 1 if failed else 0


def steps(test: Mapping[str, str]) -> dict[str, Step]:
    templates = [str(path.relative_to(CHECKOUT)) for path in sorted((CHECKOUT / "templates").rglob("*.html"))]
    djlint = python("djlint", "--lint", "--quiet", "templates")
    imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return {
        "style": (python("ruff", "check", "--quiet"), test),
        "format": (python("ruff", "format", "--check", "--quiet"), test),
        "types": (python("mypy"), test),
        "imports": ([sys.executable, "-c", imports, "--no-cache"], test),
        "templates": ([_program("djade"), "--check", *templates], test),
        "markup": (djlint, test),
        "stylesheets": (python("embedded", "stylesheets"), test),
        "scripts": ([_program("oxlint"), "--deny-warnings", "static"], test),
        "migrations": (_manage("makemigrations", "--check", "--dry-run"), test),
        "deployment": (_manage("check", "--deploy", "--fail-level=WARNING"), {**test, **PRODUCTION}),
        "translations": (python("embedded", "gaps"), test),
    }


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def _passes(name: str, words: Sequence[str], environment: Mapping[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        words,
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "right" if done.returncode == 0 else f"WRONG\n{done.stdout.strip()}\n"
    print(f"{name:<13} {time.monotonic() - started:5.1f} s  {verdict}", flush=True)
    return done.returncode == 0
