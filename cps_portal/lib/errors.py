"""No, said so that a customer may read it."""

from typing import Any


class DomainError(Exception):
    """A refusal with a translated sentence for the person; anything else that is raised is a crash."""

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

    @property
    def message(self) -> str:
        return str(self.args[0])


class StaleDecision(DomainError):
    """Somebody else was faster: the thing is no longer in the state the person saw."""
