"""What is in the repository speaks of the project alone."""

import re

import pytest

from cps_portal.settings import BASE_DIR
from tests.architecture.sources import named, tracked

# Written in pieces, so that this file does not find itself.
HOME = re.compile("(?<![\\w.])/" + "(?:root|work|home/[a-z]+)/")
TEXT = {
    ".py",
    ".md",
    ".html",
    ".txt",
    ".toml",
    ".yml",
    ".yaml",
    ".css",
    ".js",
    ".svg",
    ".in",
    ".po",
    ".csv",
    ".cfg",
    "",
}


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = [
        f"{named(file)}:{number}"
        for file in tracked()
        if file.suffix in TEXT
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if HOME.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_name_no_host(lock: str) -> None:
    assert "://" not in (BASE_DIR / lock).read_text()
