"""`make run`: the whole portal until Ctrl-C."""

import argparse
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack

from embedded import ports, translations
from embedded.errors import CannotRun
from embedded.home import home
from embedded.portal import Portal, database
from embedded.processes import Ended, ignore_impatience, listen_for_the_end

CARDS = (
    ("4242 4242 4242 4242", "is accepted"),
    ("4000 0025 0000 3155", "asks for 3-D Secure"),
    ("4000 0000 0000 0002", "is declined"),
)


def run(words: Sequence[str]) -> int:
    """Start everything, say where it is, and end everything when asked to or when a part dies."""
    parser = argparse.ArgumentParser("python -m embedded run")
    parser.add_argument("--port", default="8000")
    wish = parser.parse_args(words).port
    started = float(os.environ.get("CPS_STARTED_AT") or time.time())
    listen_for_the_end()
    with ExitStack() as stack:
        stack.callback(ignore_impatience)
        try:
            portal = _start(wish, stack)
            print(_welcome(portal, time.time() - started), flush=True)
            portal.processes.watch()
        except Ended:
            ignore_impatience()
            print("Ending web, worker, sandbox and PostgreSQL.", flush=True)
        finally:
            ignore_impatience()
    return 0


def _start(wish: str, stack: ExitStack) -> Portal:
    place = home()
    if not stack.enter_context(place.claimed()):
        running = place.running()
        where = f" at http://{ports.HOST}:{running.web}" if running else ""
        raise CannotRun(
            f"The portal of this checkout is already running{where}: end it first, or use that one."
        )
    chosen = ports.choose(wish)
    translations.compile_catalogues()
    portal = Portal(place, chosen, stack.enter_context(database(place)))
    stack.callback(portal.end)
    portal.start()
    return portal


def _welcome(portal: Portal, seconds: float) -> str:
    cards = (
        "Stripe itself: its own test cards" if portal.has_real_stripe else " · ".join(map(" ".join, CARDS))
    )
    demo = portal.home.demo.read_text().strip()
    return f"""
The portal is ready: {portal.site}  ({seconds:.1f} s from the start to the first page)
{demo}
Mails      {portal.mail_page}
Test cards {cards}
Data stay in {portal.home.folder}. Ctrl-C ends everything.
"""
