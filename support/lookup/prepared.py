"""Questions that many requests ask: their SQL is written once, which takes longer than to answer it."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Fill = Callable[[Sequence[Any]], Any]


def stand_ins(count: int) -> list[str]:
    """Return that many texts that occur in no query: private letters of Unicode."""
    return [chr(0xE000 + number) for number in range(count)]


class Prepared:
    """A question about some values, asked with others each time; a text may be a part of what is compared."""

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], *stand_ins: Any) -> None:
        self._write, self._stand_ins = write, stand_ins

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Ask with these values in the places of the stand-ins."""
        text, fills = self._written
        with connection.cursor() as cursor:
            cursor.execute(text, [fill(values) for fill in fills])
            return list(cursor.fetchall())

    @cached_property
    def _written(self) -> tuple[str, list[Fill]]:
        text, parameters = self._write(*self._stand_ins).query.sql_with_params()
        return text, [self._fill(parameter) for parameter in parameters]

    def _fill(self, parameter: Any) -> Fill:
        for place, stand_in in enumerate(self._stand_ins):
            if type(stand_in) is type(parameter) and stand_in == parameter:
                return itemgetter(place)
            if isinstance(stand_in, str) and isinstance(parameter, str) and stand_in in parameter:
                before, after = parameter.split(stand_in)
                return partial(_around, before, after, place)
        return lambda _values: parameter


def _around(before: str, after: str, place: int, values: Sequence[Any]) -> str:
    value = values[place]
    if "%" in before + after:  # a pattern of LIKE, whose signs in a value are meant as themselves
        value = value.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"{before}{value}{after}"
