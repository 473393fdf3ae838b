"""What the Stripe sandbox remembers, in one SQLite file (or in memory only)."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.stripe.refusals import Fields, missing

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, kind TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, place);
CREATE TABLE IF NOT EXISTS replays (
    key TEXT PRIMARY KEY, fingerprint TEXT, status INTEGER, body TEXT, request TEXT);
CREATE TABLE IF NOT EXISTS deliveries (
    place INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT, attempts INTEGER, due REAL);
CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), ahead_seconds INTEGER);
INSERT OR IGNORE INTO clock VALUES (1, 0);
"""


@dataclass(frozen=True)
class Replay:
    fingerprint: str
    status: int
    body: str
    request: str


@dataclass(frozen=True)
class Delivery:
    place: int
    event: str
    attempts: int
    due: float


class Store:
    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(
            str(path) if path else ":memory:", isolation_level=None, check_same_thread=False
        )
        self._database.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything written inside, or nothing; one conversation at a time."""
        with self._lock:
            if self._depth:
                yield
                return
            self._depth += 1
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            else:
                self._database.execute("COMMIT")
            finally:
                self._depth -= 1

    def _run(self, statement: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()

    # --- time -------------------------------------------------------------------------------------

    def now(self) -> int:
        return int(time.time()) + int(self._run("SELECT ahead_seconds FROM clock")[0][0])

    def advance(self, seconds: int) -> None:
        self._run("UPDATE clock SET ahead_seconds = ahead_seconds + ?", seconds)

    # --- objects ----------------------------------------------------------------------------------

    def add(self, fields: Fields) -> Fields:
        self._run(
            "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)",
            fields["id"],
            fields["object"],
            json.dumps(fields),
        )
        return fields

    def save(self, fields: Fields) -> Fields:
        self._run("UPDATE objects SET body = ? WHERE id = ?", json.dumps(fields), fields["id"])
        return fields

    def find(self, kind: str, id: str) -> Fields | None:
        rows = self._run("SELECT body FROM objects WHERE kind = ? AND id = ?", kind, id)
        return dict(json.loads(rows[0][0])) if rows else None

    def get(self, kind: str, id: str, param: str = "id", status: int = 404) -> Fields:
        """Return the object, or raise the refusal that names what is missing."""
        found = self.find(kind, id)
        if found is None:
            raise missing(kind, id, param, status)
        return found

    def newest(self, kind: str) -> list[Fields]:
        rows = self._run("SELECT body FROM objects WHERE kind = ? ORDER BY place DESC", kind)
        return [json.loads(row[0]) for row in rows]

    # --- answers kept under idempotency keys ------------------------------------------------------

    def replay(self, key: str) -> Replay | None:
        rows = self._run("SELECT fingerprint, status, body, request FROM replays WHERE key = ?", key)
        if not rows:
            return None
        fingerprint, status, body, request = rows[0]
        return Replay(fingerprint, int(status), body, request)

    def keep_replay(self, key: str, replay: Replay) -> None:
        self._run(
            "INSERT INTO replays VALUES (?, ?, ?, ?, ?)",
            key,
            replay.fingerprint,
            replay.status,
            replay.body,
            replay.request,
        )

    # --- webhooks still to be delivered -----------------------------------------------------------

    def queue(self, event: str) -> None:
        self._run("INSERT INTO deliveries (event, attempts, due) VALUES (?, 0, 0)", event)

    def deliveries(self) -> list[Delivery]:
        rows = self._run("SELECT place, event, attempts, due FROM deliveries ORDER BY due, place")
        return [Delivery(int(place), event, int(tries), float(due)) for place, event, tries, due in rows]

    def postpone(self, delivery: Delivery, due: float) -> None:
        self._run(
            "UPDATE deliveries SET attempts = ?, due = ? WHERE place = ?",
            delivery.attempts + 1,
            due,
            delivery.place,
        )

    def settle(self, event: str) -> None:
        self._run("DELETE FROM deliveries WHERE event = ?", event)

    def forget_everything(self) -> None:
        with self.transaction():
            for table in ("objects", "replays", "deliveries"):
                self._run(f"DELETE FROM {table}")
            self._run("UPDATE clock SET ahead_seconds = 0")


def new_id(prefix: str, length: int = 24) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return f"{prefix}_{''.join(secrets.choice(alphabet) for _ in range(length))}"
