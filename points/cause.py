"""Why points came or went, kept so that it can be said in any language."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Cause:
    """A sentence marked with gettext_noop, the facts that fill it, and since when it counts if that was earlier."""

    sentence: str
    facts: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
