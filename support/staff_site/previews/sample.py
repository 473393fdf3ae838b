from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Facts = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Sample:
    """A mail by its template and what it is told; the facts are made anew, in the language of the reader."""

    template: str
    facts: Facts
    # What tells two samples of one template apart.
    case: Promise | str = ""
    number: int = 1

    @property
    def key(self) -> str:
        name = self.template.replace("/email/", ".")
        return name if self.number == 1 else f"{name}.{self.number}"


@dataclass(frozen=True)
class Group:
    """The mails of one part of the portal."""

    title: Promise
    samples: tuple[Sample, ...]
