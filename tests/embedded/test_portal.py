"""Which environment the processes of the embedded run get."""

from pathlib import Path

import pytest

from embedded.errors import CannotRun
from embedded.home import Home
from embedded.portal import Portal, environment
from embedded.ports import Ports
from embedded.postgres import Postgres

PORTS = Ports(9000, 9001, 9002, 9003, 9004)
STRIPES_OWN = {"CPS_STRIPE_SECRET_KEY": "sk_test_own", "CPS_STRIPE_WEBHOOK_SECRET": "whsec_own"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make_folders()
    return home


def of(home: Home, **inherited: str) -> dict[str, str]:
    return environment(home, PORTS, Postgres(home.folder, {}), inherited)


def test_the_sandbox_is_the_default(home: Home) -> None:
    found = of(home)
    assert found["CPS_STRIPE_API_URL"] == "http://127.0.0.1:9001"
    assert found["CPS_STRIPE_SECRET_KEY"] == "sk_test_sandbox"


def test_stripes_own_keys_switch_the_sandbox_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    found = of(home, **STRIPES_OWN)
    assert found["CPS_STRIPE_API_URL"] == ""
    assert STRIPES_OWN.items() <= found.items()
    for name, value in STRIPES_OWN.items():
        monkeypatch.setenv(name, value)
    assert "--without-stripe" in Portal(home, PORTS, Postgres(home.folder, {})).sandbox_words()


def test_a_key_without_its_webhook_secret_is_refused(home: Home) -> None:
    with pytest.raises(CannotRun, match="set CPS_STRIPE_WEBHOOK_SECRET, too"):
        of(home, CPS_STRIPE_SECRET_KEY="sk_test_own")


def test_a_developers_own_rules_are_kept_and_production_is_never_touched(home: Home) -> None:
    found = of(home, CPS_TERM_MONTHS="6", CPS_MODE="production", CPS_DATABASE_URL="postgres://real/data")
    assert found["CPS_TERM_MONTHS"] == "6"
    assert found["CPS_MODE"] == "embedded"
    assert found["CPS_DATABASE_URL"].startswith("postgres://cps@/cps?host=")
