"""Questions that many requests ask: the ORM writes their SQL once, which takes it longer than the database to answer."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query over some values, asked with others each time; `stand_ins` are values that it holds nowhere else."""

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], *stand_ins: Any) -> None:
        self._write, self._stand_ins = write, stand_ins

    @cached_property
    def _sql(self) -> tuple[str, list[tuple[Any, int | None]]]:
        text, written = self._write(*self._stand_ins).query.sql_with_params()
        places = [(value, _place(value, self._stand_ins)) for value in written]
        return text, places

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Ask with these values in the places of the stand-ins."""
        text, places = self._sql
        with connection.cursor() as cursor:
            cursor.execute(text, [value if place is None else values[place] for value, place in places])
            return list(cursor.fetchall())


def _place(value: Any, stand_ins: Sequence[Any]) -> int | None:
    return next((place for place, one in enumerate(stand_ins) if type(one) is type(value) and one == value), None)
