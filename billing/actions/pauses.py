"""How long to wait before Stripe is asked once more."""

from datetime import timedelta

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]


def pause(*, asked: int) -> timedelta:
    """Return the pause after so many questions without an answer; it grows to four hours."""
    return PAUSES[min(max(asked - 1, 0), len(PAUSES) - 1)]
