"""Every dictionary of a PDF, each once, without recursion: a hostile file nests deeper than any stack."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from accounts.inspection.verdicts import Refusal, Why

MAX_OBJECTS = 50_000


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Walk the dictionaries, those of streams and those inside other objects too."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    number = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Stream):
            found = found.stream_dict
        if isinstance(found, pikepdf.Dictionary):
            number += 1
            if number > MAX_OBJECTS:
                raise Refusal(Why.TOO_COMPLEX)
            yield found
        waiting += [part for part in inside(found) if not part.is_indirect]


def inside(found: Any) -> list[Any]:
    """Return the objects that a dictionary or an array holds; numbers and the like are none."""
    if isinstance(found, pikepdf.Dictionary):
        parts = [value for _key, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        parts = list(found)
    else:
        return []
    return [part for part in parts if isinstance(part, pikepdf.Object)]


def name_of(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""
