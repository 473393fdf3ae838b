"""Sixteen threads that stay, each with its connection, so that fifty rounds cost little more than their races."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection

from cps_portal.lib.errors import DomainError

THREADS = 16
Act = Callable[[], Any]


class Crew:
    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._barrier = Barrier(THREADS)

    def at_once(self, *acts: Act) -> list[Any]:
        """Run the acts in turn over all threads at the same moment; a refusal that a customer may read is an answer."""
        return list(self._pool.map(self._one, [acts[place % len(acts)] for place in range(THREADS)]))

    def _one(self, act: Act) -> Any:
        connection.ensure_connection()
        self._barrier.wait(timeout=60)
        try:
            return act()
        except DomainError as refusal:
            return refusal

    def _leave(self, _place: int) -> None:
        self._barrier.wait(timeout=60)
        connection.close()


@contextmanager
def crew() -> Iterator[Crew]:
    with ThreadPoolExecutor(THREADS) as pool:
        gathered = Crew(pool)
        try:
            yield gathered
        finally:
            list(pool.map(gathered._leave, range(THREADS)))


def refusals(answers: Sequence[Any]) -> list[str]:
    return [type(answer).__name__ for answer in answers if isinstance(answer, DomainError)]
