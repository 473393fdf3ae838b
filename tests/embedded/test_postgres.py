"""The database of the embedded run and of the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from embedded.errors import CannotRun
from embedded.home import CHECKOUT
from embedded.postgres import Postgres, throwaway, why


def ask(server: Postgres, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        found = connection.execute(question.encode())
        return found.fetchone() if found.description else None


def test_a_second_start_keeps_the_data(tmp_path: Path) -> None:
    server = Postgres(tmp_path, {"fsync": "off"})
    for question in ("CREATE TABLE kept AS SELECT 580 AS points", "SELECT points FROM kept"):
        server.start()
        answer = ask(server, question)
        server.stop()
    assert answer == (580,)


def test_latvian_letters_are_letters_and_extensions_are_there() -> None:
    with throwaway() as (server, _):
        assert ask(server, "SELECT upper('bērziņš'), 'ā' ~ '[[:alpha:]]'") == ("BĒRZIŅŠ", True)
        ask(server, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent")
    assert not server.socket.exists()
    assert not server.data.exists()


def test_data_of_another_version_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(
        CannotRun, match=r"was written by PostgreSQL 9, .* “make clean” to begin with empty data"
    ):
        Postgres(tmp_path, {}).start()


def test_a_start_that_fails_leaves_nothing_running(tmp_path: Path) -> None:
    server = Postgres(tmp_path, {"shared_buffers": "nonsense"})
    with pytest.raises(CannotRun, match='invalid value for parameter "shared_buffers"'):
        server.start()
    assert server.process is None
    assert not server.socket.exists()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("could not write: No space left on device", "The disk is full"),
        ('lock file "postmaster.pid" already exists', "end the other “make run” first"),
        ("something new", "see the log"),
    ],
)
def test_known_causes_come_with_advice(said: str, advice: str) -> None:
    assert advice in why(said, "see the log")


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    small = f"mount -t tmpfs -o size=9m tmpfs {tmp_path} && exec {sys.executable} -m embedded manage check"
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*unshare, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    done = subprocess.run(
        [*unshare, "sh", "-c", small],
        cwd=CHECKOUT,
        env=os.environ | {"CPS_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == "The disk is full: free at least 1 GB, then start again.\n"


def test_tests_that_are_interrupted_take_their_database_along(tmp_path: Path) -> None:
    (tmp_path / "test_long.py").write_text(
        "import os, time\n"
        "def test_long():\n"
        "    print(os.environ['CPS_DATABASE_URL'], flush=True)\n"
        "    time.sleep(60)\n"
    )
    words = [
        "-m",
        "embedded",
        "test",
        "-s",
        "-q",
        "-p",
        "no:django",
        "-c",
        "/dev/null",
        str(tmp_path / "test_long.py"),
    ]
    with subprocess.Popen(
        [sys.executable, *words], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout
        url = command.stdout.readline().strip()
        command.send_signal(signal.SIGTERM)
        assert "KeyboardInterrupt" in command.stdout.read()
    assert command.returncode == 2
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
