"""Pages by key: the next page begins after the last row of this one, however many rows there are."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows with the newest first; `older` is the key to ask the next page with, if there is one."""

    rows: list[Row]
    older: int | None
    is_first: bool


def newest_first(rows: QuerySet[Row], *, before: str | None, size: int = 50) -> Page[Row]:
    """Take the newest rows, or those older than the key that a link of ours carried; any other text begins anew."""
    key = int(before) if before and before.isascii() and before.isdigit() and len(before) < 19 else None
    older: dict[str, Any] = {"pk__lt": key} if key else {}
    found = list(rows.filter(**older).order_by("-pk")[: size + 1])
    more = len(found) > size
    return Page(rows=found[:size], older=found[size - 1].pk if more else None, is_first=key is None)
