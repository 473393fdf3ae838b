"""The PostgreSQL of the measurements, and in it databases that `seed_scale` fills: kept in `var/bench` if asked to."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from embedded.home import CHECKOUT
from embedded.postgres import THROWAWAY, Postgres

KEPT = CHECKOUT / "var" / "bench"
EMPTY = "migrated"
ROOM = {"shared_buffers": "1GB", "random_page_cost": "1.1", "max_wal_size": "8GB"}
FILLING = {
    **THROWAWAY,
    **ROOM,
    "maintenance_work_mem": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# As in production: every commit waits for the disk.
MEASURING = {**ROOM, "max_connections": "40"}


@contextmanager
def folder(*, kept: bool) -> Iterator[Path]:
    """Give the folder of the data: one that stays for the next time, or one that goes."""
    if kept:
        KEPT.mkdir(parents=True, exist_ok=True)
        yield KEPT
        return
    with tempfile.TemporaryDirectory(prefix="cps-bench-", ignore_cleanup_errors=True) as place:
        yield Path(place)


@contextmanager
def running(place: Path, settings: dict[str, str]) -> Iterator[Postgres]:
    server = Postgres(place, settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def url(server: Postgres, name: str) -> str:
    return server.url.replace("/cps?", f"/{name}?")


def companies(count: int) -> str:
    """Name the database of so many companies."""
    return f"companies_{count}"


def filled(place: Path, sizes: Iterable[int]) -> dict[str, float]:
    """See to it that there is a database of each size; return what that took and how much room they take."""
    told: dict[str, float] = {}
    with running(place, FILLING) as server:
        for size in sizes:
            seconds, room = fill(server, size), megabytes(server, companies(size))
            print(f"{size} companies: {room:.0f} MB, written in {seconds:.0f} s", flush=True)
            told |= {f"seconds_for_{size}": round(seconds), f"megabytes_of_{size}": round(room)}
    return told


def fill(server: Postgres, count: int) -> float:
    """Make the database of so many companies unless it is there; return the seconds that its rows took, or 0."""
    if _is_of_today(server, companies(count)):
        return 0.0
    if not _is_of_today(server, EMPTY):
        create(server, "new")
        manage(url(server, "new"), "migrate", "-v0")
        manage(url(server, "new"), "load_catalogue")
        rename(server, "new", EMPTY)
    create(server, "new", like=EMPTY)
    began = time.perf_counter()
    manage(url(server, "new"), "seed_scale", f"--companies={count}")
    taken = time.perf_counter() - began
    # Only now: whatever ended half-way begins anew.
    rename(server, "new", companies(count))
    return taken


def _is_of_today(server: Postgres, name: str) -> bool:
    """Whether the database is there with today's migrations; one with others is dropped."""
    if not exists(server, name):
        return False
    try:
        manage(url(server, name), "migrate", "--check")
    except SystemExit:
        _do(server, "DROP DATABASE {}", name)
        return False
    return True


def exists(server: Postgres, name: str) -> bool:
    with psycopg.connect(server.url) as database:
        return database.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(server: Postgres, name: str, *, like: str = "template1") -> None:
    _do(server, "DROP DATABASE IF EXISTS {}", name)
    _do(server, "CREATE DATABASE {} TEMPLATE {}", name, like)


def rename(server: Postgres, name: str, to: str) -> None:
    _do(server, "ALTER DATABASE {} RENAME TO {}", name, to)


def megabytes(server: Postgres, name: str) -> float:
    """Return the size of a database on the disk."""
    with psycopg.connect(server.url) as database:
        row = database.execute("SELECT pg_database_size(%s)", [name]).fetchone()
    return row[0] / 2**20 if row else 0.0


def manage(database: str, *words: str) -> None:
    environment = {**os.environ, "CPS_MODE": "embedded", "CPS_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=CHECKOUT, env=environment, capture_output=True
    )
    if done.returncode:
        raise SystemExit(f"“manage.py {' '.join(words)}” failed:\n{done.stderr.decode()[-3000:]}")


def _do(server: Postgres, statement: str, *names: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as database:
        database.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
