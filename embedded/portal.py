"""The whole portal over one folder: which processes, in which order, with which environment."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from embedded.errors import CannotRun
from embedded.home import CHECKOUT, Home
from embedded.ports import HOST, Ports
from embedded.postgres import Postgres, why
from embedded.processes import Process, Processes, python

READY_SECONDS = 60

# docker-compose.yml runs the same processes; tests/architecture/test_compose.py holds the two against each other.
MIGRATE = ("migrate", "--no-input")
WEB = (
    *("gunicorn", "cps_portal.wsgi", "--workers=2", "--preload"),
    *("--timeout=60", "--graceful-timeout=5", "--no-control-socket"),
)
CELERY = ("celery", "--app=cps_portal.celery")
WORKER = (
    *("worker", "--pool=threads", "--concurrency=4"),
    *("--without-gossip", "--without-mingle", "--loglevel=INFO"),
)


def environment(
    home: Home, ports: Ports, database: Postgres, inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Build what the settings read; an operator's own rules (CPS_TERM_MONTHS and the like) are kept."""
    ours = {
        "CPS_MODE": "embedded",
        "CPS_VAR": str(home.folder),
        "CPS_SECRET_KEY": home.secret("django"),
        "CPS_DATABASE_URL": database.url,
        "CPS_BROKER_URL": f"filesystem://{home.queue}",
        "CPS_SITE_URL": f"http://{HOST}:{ports.web}",
        "CPS_ALLOWED_HOSTS": f"{HOST},localhost",
        "CPS_DATA_DIR": str(home.folder / "data"),
        "CPS_SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "CPS_VIES_URL": f"http://{HOST}:{ports.vies}/taxation_customs/vies/rest-api",
        "CPS_STRIPE_API_URL": "",
        "DJANGO_SETTINGS_MODULE": "cps_portal.settings",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        # Each thread's own heap would cost more memory than it saves time here.
        "MALLOC_ARENA_MAX": "2",
    }
    if not has_real_stripe(inherited):
        ours |= {
            "CPS_STRIPE_API_URL": f"http://{HOST}:{ports.stripe}",
            "CPS_STRIPE_SECRET_KEY": "sk_test_sandbox",
            "CPS_STRIPE_WEBHOOK_SECRET": home.secret("webhook"),
        }
    return {**inherited, **ours}


def has_real_stripe(environment: Mapping[str, str]) -> bool:
    """Tell whether the environment holds Stripe's own keys, which switch the sandbox off."""
    if not environment.get("CPS_STRIPE_SECRET_KEY"):
        return False
    if not environment.get("CPS_STRIPE_WEBHOOK_SECRET"):
        raise CannotRun(
            "CPS_STRIPE_SECRET_KEY is set: set CPS_STRIPE_WEBHOOK_SECRET, too (“stripe listen” prints it)."
        )
    return True


@contextmanager
def database(home: Home) -> Iterator[Postgres]:
    server = Postgres(home.folder, {})
    try:
        server.start()
        yield server
    finally:
        server.stop()


def manage(words: list[str], environment: dict[str, str]) -> str:
    """Run a management command and give what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".strip()
        raise CannotRun(
            why(said, f"{said[-3000:]}\n“manage.py {' '.join(words)}” failed; the lines above say why.")
        )
    return done.stdout


class Portal:
    """Sandbox, web and worker with beat, over a database that runs."""

    def __init__(self, home: Home, ports: Ports, database: Postgres) -> None:
        self.home, self.ports = home, ports
        self.has_real_stripe = has_real_stripe(os.environ)
        self.environment = environment(home, ports, database)
        self.site = self.environment["CPS_SITE_URL"]
        self.mail_page = f"http://{HOST}:{ports.mail}/"
        self.processes = Processes()

    def start(self) -> None:
        self._start("sandbox", python("sandbox", *self.sandbox_words()))
        manage([*MIGRATE], self.environment)
        self._start("web", python(*WEB, f"--bind={HOST}:{self.ports.web}"))
        self._start("worker", python(*CELERY, *WORKER, "--beat", f"--schedule={self.home.folder / 'beat'}"))
        if not self.home.demo.exists():
            said = manage(["load_demo"], self.environment)
            self.home.demo.write_text(said)
        self._wait_for_first_page()
        self.home.say_running(self.ports)

    def end(self) -> None:
        self.processes.end()

    def _start(self, name: str, words: list[str]) -> Process:
        return self.processes.start(name, words, self.environment, self.home.logs / f"{name}.log")

    def sandbox_words(self) -> list[str]:
        ports = self.ports
        words = [f"--data={self.home.folder / 'sandbox'}", f"--vies-port={ports.vies}"]
        words += [f"--smtp-port={ports.smtp}", f"--mail-port={ports.mail}"]
        if self.has_real_stripe:
            return [*words, "--without-stripe"]
        webhook = f"{self.site}/billing/stripe/webhook"
        secret = self.environment["CPS_STRIPE_WEBHOOK_SECRET"]
        return [
            *words,
            f"--stripe-port={ports.stripe}",
            f"--webhook-url={webhook}",
            f"--webhook-secret={secret}",
        ]

    def _wait_for_first_page(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.processes.insist_on_all()
            try:
                with urllib.request.urlopen(self.site, timeout=20):
                    return
            except urllib.error.HTTPError as error:
                log = self.home.logs / "web.log"
                raise CannotRun(f"The start page answers {error.code}; {log} says why.") from error
            except OSError:
                time.sleep(0.05)
        raise CannotRun(
            f"The portal did not answer within {READY_SECONDS} s; the logs in {self.home.logs} say why."
        )
