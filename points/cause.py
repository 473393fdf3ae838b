"""Why points came or went, kept so that it can be said in any language."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cause:
    """A sentence marked with gettext_noop, and the facts that fill it."""

    sentence: str
    facts: dict[str, str] = field(default_factory=dict)
