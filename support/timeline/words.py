from dataclasses import dataclass
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """What a line of the timeline says, and its state as a word."""

    title: str
    details: tuple[str, ...] = ()
    status: str = ""
    status_kind: str = "quiet"
    href: str = ""
