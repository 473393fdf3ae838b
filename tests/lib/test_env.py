import os
import subprocess
import sys

import pytest

from cps_portal.settings import BASE_DIR

PRODUCTION = {
    "CPS_MODE": "production",
    "CPS_SECRET_KEY": "k" * 60,
    "CPS_DATABASE_URL": "postgres://localhost/cps",
    "CPS_STRIPE_SECRET_KEY": "sk_live_example",
    "CPS_STRIPE_WEBHOOK_SECRET": "whsec_example",
}


def settings_start(**environment: str) -> str:
    """Start the settings in a fresh process and return what they say on the way down; empty when they start."""
    run = subprocess.run(
        [sys.executable, "-c", "import cps_portal.settings"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stderr.strip().splitlines()[-1] if run.returncode else ""


def test_production_starts_with_real_values() -> None:
    assert settings_start(**PRODUCTION) == ""


def test_production_refuses_the_stripe_sandbox() -> None:
    assert "sandbox" in settings_start(**PRODUCTION, CPS_STRIPE_API_URL="http://127.0.0.1:9")


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "CPS_MODE"])
def test_production_refuses_to_start_without(name: str) -> None:
    assert name in settings_start(**{**PRODUCTION, name: ""})


def test_a_live_key_is_never_sent_to_a_sandbox() -> None:
    said = settings_start(
        CPS_MODE="embedded", CPS_STRIPE_API_URL="http://127.0.0.1:9", CPS_STRIPE_SECRET_KEY="sk_live_example"
    )
    assert "live Stripe key" in said


@pytest.mark.parametrize(("name", "value"), [("CPS_MODE", "demo"), ("CPS_TERM_MONTHS", "twelve")])
def test_a_variable_of_the_wrong_kind_is_named(name: str, value: str) -> None:
    assert name in settings_start(**{**PRODUCTION, name: value})
