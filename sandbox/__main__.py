"""Runs all peers in one process: `python -m sandbox --data DIR …`; prints one line of JSON when ready."""

import argparse
import contextlib
import json
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.mail import MailSandbox
from sandbox.peer import HttpPeer, PortTaken
from sandbox.stripe import StripeSandbox
from sandbox.vies import ViesSandbox


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.webhook_url and not asked.webhook_secret:
        print("--webhook-url needs --webhook-secret, which signs what is sent there.", file=sys.stderr)
        return 1
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    try:
        with contextlib.ExitStack() as running:
            print(json.dumps(_start(asked, running)), flush=True)
            ended.wait()
    except (PortTaken, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as error:
        print(f"The sandbox cannot keep its state in {asked.data}: {error}", file=sys.stderr)
        return 1
    return 0


def _start(asked: argparse.Namespace, running: contextlib.ExitStack) -> dict[str, int | str]:
    told: dict[str, int | str] = {}
    if not asked.without_stripe:
        stripe = StripeSandbox(asked.data, asked.stripe_port, asked.webhook_url, asked.webhook_secret)
        _enter(running, stripe, "--stripe-port")
        told |= {"stripe_port": stripe.port, "stripe_url": stripe.url}
    vies = ViesSandbox(asked.data, asked.vies_port)
    _enter(running, vies, "--vies-port")
    mail = MailSandbox(asked.data, asked.smtp_port, asked.mail_port)
    _enter(running, mail, "--smtp-port or --mail-port")
    told |= {"vies_port": vies.port, "vies_url": vies.url}
    return told | {"smtp_port": mail.smtp_port, "mail_port": mail.port, "mail_url": mail.page_url}


def _enter(running: contextlib.ExitStack, peer: HttpPeer, name: str) -> None:
    running.callback(peer.close)
    try:
        peer.start()
    except PortTaken as error:
        raise PortTaken(f"{error} Stop what listens there, or choose another port with {name}.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sandbox", description="Stripe, VIES and mail for tests.")
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the state")
    for name in ("stripe", "vies", "smtp", "mail"):
        parser.add_argument(f"--{name}-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--without-stripe", action="store_true", help="for a portal with Stripe's own keys")
    parser.add_argument("--webhook-url", default="", help="where the portal takes Stripe's events")
    parser.add_argument("--webhook-secret", default="", help="the secret that signs them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
