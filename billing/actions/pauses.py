"""How long to wait before Stripe is asked once more, and how one broken row is kept from holding up the others."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

log = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def pause(*, asked: int) -> timedelta:
    """Return the pause after so many questions without an answer; it grows to four hours."""
    return PAUSES[min(max(asked - 1, 0), len(PAUSES) - 1)]


def each(act: Callable[[int], bool], rows: Iterable[int]) -> int:
    """Do the same to every row and return for how many it was done; one that crashes is logged and tried again."""
    return sum(_done(act, row) for row in list(rows))


def _done(act: Callable[[int], bool], row: int) -> bool:
    try:
        return act(row)
    except Exception:
        log.exception("%s of row %s crashed", act, row)
        return False
