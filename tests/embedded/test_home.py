"""What is kept between two starts, and who may use it."""

from pathlib import Path

import pytest

from embedded.home import Home
from embedded.ports import Ports


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "var")
    home.make_folders()
    return home


def test_a_secret_is_made_once_and_read_by_the_owner_alone(home: Home) -> None:
    first = home.secret("django")
    assert Home(home.folder).secret("django") == first
    assert home.secret("webhook") != first
    assert (home.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_second_command_sees_that_the_folder_is_held(home: Home) -> None:
    with home.claimed() as ours, Home(home.folder).claimed() as theirs:
        assert ours
        assert not theirs


def test_the_folder_is_free_again_afterwards(home: Home) -> None:
    with home.claimed():
        pass
    with home.claimed() as again:
        assert again


def test_where_the_portal_runs_is_known_while_it_runs(home: Home) -> None:
    ports = Ports(1, 2, 3, 4, 5)
    with home.claimed():
        assert home.running() is None
        home.say_running(ports)
        assert home.running() == ports
    assert home.running() is None
