"""docker-compose.yml cannot be started everywhere, so it is held against what `make run` starts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from embedded import portal
from embedded.home import CHECKOUT, Home
from embedded.ports import Ports
from embedded.postgres import Postgres

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()

# What plays each of production's parts in the embedded run.
COUNTERPARTS = {
    "postgres": "database",
    "redis": "queue folder",
    "mail": "sandbox",
    "migrate": "migration",
    "web": "web",
    "worker": "worker",
    "beat": "worker",
}
OURS = ("migrate", "web", "worker", "beat")
# Which ones differ by nature: where to listen, and where beat notes what it has sent.
PLACES = ("--bind=", "--schedule=", "--pidfile=")
# A folder with an apps.py may still be none of production's: demo/ fills a portal with invented people.
TOOLS = {"bench", "demo", "embedded", "sandbox", "tests"}
# Production talks to Stripe itself, and its settings refuse a sandbox.
SANDBOX_ALONE = {"CPS_STRIPE_API_URL"}


def without_places(words: list[str]) -> list[str]:
    return [word for word in words if not word.startswith(PLACES)]


def variables_of_the_settings() -> set[str]:
    return set(re.findall(r'"(CPS_[A-Z_]+)"', (CHECKOUT / "cps_portal" / "settings.py").read_text()))


@pytest.fixture
def embedded_variables(tmp_path: Path) -> set[str]:
    home = Home(tmp_path)
    home.make_folders()
    return set(portal.environment(home, Ports(1, 2, 3, 4, 5), Postgres(tmp_path, {}), inherited={}))


def test_every_service_has_a_counterpart_in_the_embedded_run() -> None:
    assert set(SERVICES) == set(COUNTERPARTS)


def test_web_runs_the_same_command() -> None:
    assert without_places(SERVICES["web"]["command"]) == [*portal.WEB]


def test_worker_and_beat_run_what_the_embedded_worker_does_alone() -> None:
    assert SERVICES["worker"]["command"] == [*portal.CELERY, *portal.WORKER]
    assert without_places(SERVICES["beat"]["command"]) == [*portal.CELERY, "beat", "--loglevel=INFO"]


def test_tables_are_migrated_by_the_same_command() -> None:
    assert SERVICES["migrate"]["command"] == ["python", "manage.py", *portal.MIGRATE]


def test_nothing_serves_before_the_tables_are_migrated() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_portals_services_get_every_variable_that_the_settings_read() -> None:
    for name in OURS:
        given = {key for key in SERVICES[name]["environment"] if key.startswith("CPS_")}
        assert given == variables_of_the_settings() - SANDBOX_ALONE


def test_whatever_the_embedded_run_sets_is_set_in_production_too(embedded_variables: set[str]) -> None:
    ours = {name for name in embedded_variables if name.startswith("CPS_")} - {"CPS_VAR"}
    assert ours <= variables_of_the_settings()
    assert ours - SANDBOX_ALONE <= set(SERVICES["web"]["environment"])


def test_what_has_no_default_is_asked_for_before_anything_starts() -> None:
    values = SERVICES["web"]["environment"]
    for name in ("CPS_SECRET_KEY", "CPS_DATABASE_URL", "CPS_STRIPE_SECRET_KEY", "CPS_STRIPE_WEBHOOK_SECRET"):
        assert ":?" in values[name]


def test_every_service_that_lasts_has_a_health_check() -> None:
    built_in = {"web"} if "HEALTHCHECK" in DOCKERFILE else set()
    lacking = {name for name, service in SERVICES.items() if not service.get("healthcheck")} - built_in
    assert not lacking


def test_the_image_starts_what_compose_starts() -> None:
    command = DOCKERFILE.rsplit("CMD ", 1)[1].replace("\\\n", "")
    assert json.loads(command) == SERVICES["web"]["command"]


def test_the_image_runs_as_a_user_without_rights_from_the_hashed_lock() -> None:
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["portal"]
    assert "--require-hashes --requirement requirements.txt" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE


def test_the_image_holds_the_portal_and_none_of_its_tools() -> None:
    lines = (CHECKOUT / ".dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    configs = [*CHECKOUT.glob("*/apps.py"), *CHECKOUT.glob("support/*/apps.py")]
    apps = {path.relative_to(CHECKOUT).parts[0] for path in configs} - TOOLS | {"cps_portal"}
    assert "*" in lines
    assert not allowed & TOOLS
    assert apps | {"manage.py", "requirements.txt", "templates", "static", "locale"} == allowed
