"""The peers as one process, started and stopped as `make run` does it."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from sandbox.mail import MailSandbox
from sandbox.stripe import StripeSandbox
from sandbox.vies import ViesSandbox
from tests.sandbox.test_mail import letter, send

CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "sandbox", *arguments]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_its_ports_answers_and_ends_cleanly(
    how: signal.Signals, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running("--data", str(tmp_path_factory.mktemp("data"))) as process:
        told = ready(process)
        api = stripe.StripeClient("sk_test_x", base_addresses={"api": told["stripe_url"]})
        assert api.v1.customers.create().object == "customer"
        asked = {"countryCode": "LV", "vatNumber": "40003032949"}
        assert requests.post(f"{told['vies_url']}/check-vat-number", json=asked, timeout=10).json()["valid"]
        with socket.create_connection(("127.0.0.1", told["smtp_port"]), timeout=10) as line:
            assert line.recv(3) == b"220"
        assert requests.get(told["mail_url"], timeout=10).status_code == 200

        process.send_signal(how)
        _, said = process.communicate(timeout=20)

    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize("option", ["--stripe-port", "--vies-port", "--smtp-port", "--mail-port"])
def test_a_port_in_use_is_said_in_one_sentence(option: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running("--data", str(tmp_path_factory.mktemp("data")), option, str(port)) as process:
            told, said = process.communicate(timeout=20)

    assert (process.returncode, told) == (1, "")
    assert said.startswith(f"Port {port} on 127.0.0.1 is already in use.")
    assert option in said
    assert said.count("\n") == 1


def test_stripe_stays_away_when_the_real_one_is_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running("--data", str(tmp_path_factory.mktemp("data")), "--without-stripe") as process:
        told = ready(process)
        process.terminate()
        process.communicate(timeout=20)

    assert set(told) == {"vies_port", "vies_url", "smtp_port", "mail_port", "mail_url"}


def test_webhooks_need_a_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    hook = ["--webhook-url", "http://127.0.0.1:9/hook"]
    with running("--data", str(tmp_path_factory.mktemp("data")), *hook) as process:
        _, said = process.communicate(timeout=20)

    assert (process.returncode, "--webhook-secret" in said) == (1, True)


def test_a_folder_that_cannot_be_written_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "a-file"
    file.touch()
    with running("--data", str(file)) as process:
        _, said = process.communicate(timeout=20)

    assert process.returncode == 1
    assert said.startswith("The sandbox cannot keep its state")


def test_peers_leave_no_thread_behind() -> None:
    before = set(threading.enumerate())
    with StripeSandbox() as sandbox, ViesSandbox() as vies, MailSandbox() as mail:
        requests.get(sandbox.url, timeout=10)
        requests.get(f"{vies.url}/nothing", timeout=10)
        send(mail, letter())
        with (
            socket.create_connection(("127.0.0.1", sandbox.port)),
            socket.create_connection(("127.0.0.1", mail.smtp_port)),
        ):
            mail.stop()
            sandbox.stop()

    assert set(threading.enumerate()) - before == set()


def test_the_peers_do_not_know_django() -> None:
    code = "import sys, sandbox.__main__; sys.exit('django' in sys.modules or 'stripe' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False).returncode == 0
