"""What a hostile file is: how it is made, and whether it has to be refused or made harmless."""

from collections.abc import Callable
from dataclasses import dataclass

# Written in pieces, so that no scanner takes the tests away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Hostile:
    """A file with what its refusal says, or with what must be gone where it is taken all the same."""

    name: str
    made: Callable[[], bytes]
    says: str = ""
    gone: tuple[bytes, ...] = ()

    def __str__(self) -> str:
        return self.name


def refused(name: str, content: bytes | Callable[[], bytes], says: str) -> Hostile:
    return Hostile(name, content if callable(content) else lambda: content, says=says)


def harmless(name: str, made: Callable[[], bytes], *gone: bytes) -> Hostile:
    return Hostile(name, made, gone=gone)
