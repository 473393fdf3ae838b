"""What invents people or moves days is refused in production, whatever else is set."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from cps_portal.lib.commands import NonProductionCommand

COMMANDS = sorted(
    (app, file.stem)
    for app in ("demo", "bench")
    for file in (Path(portal.BASE_DIR) / app / "management" / "commands").glob("[!_]*.py")
)


def test_there_are_such_commands() -> None:
    assert ("demo", "load_demo") in COMMANDS
    assert len(COMMANDS) == 4


@pytest.mark.parametrize(("app", "name"), COMMANDS)
def test_production_refuses(settings: Settings, app: str, name: str) -> None:
    settings.PRODUCTION = True
    command = import_module(f"{app}.management.commands.{name}").Command
    assert issubclass(command, NonProductionCommand)
    words = ["--companies=1"] if name == "seed_scale" else []
    with pytest.raises(CommandError, match="in production it is refused"):
        call_command(command(), *words)
