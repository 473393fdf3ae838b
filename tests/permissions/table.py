"""The table of who gets in, as people write it: an address, perhaps a method or an action, and roles."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
# Gets in wherever anybody else of the staff does, and is named only where nobody else is.
IMPLIED = "superuser"
STAFF = {"verifier", "agent", "finance", "catalogue", "lead", "auditor", "unassigned"}
BRACES = re.compile(r"\{([^}]*)\}")
WAY = re.compile(r"GET|POST|action=\w+")


@dataclass(frozen=True)
class Door:
    """An address asked in one way: by a method, or by an action of a list; without a way it is every way."""

    name: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.how}".strip()


Table = dict[Door, frozenset[str]]


def read(file: str, groups: Mapping[str, Iterable[str]]) -> Table:
    """Read a table; {a,b} in a name stands for both, a group for everybody in it, and `nobody` for nobody."""
    table: Table = {}
    for line in (FOLDER / file).read_text().splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        how = words.pop(1) if WAY.fullmatch(words[1]) else ""
        for name in _spelled_out(words[0]):
            door = Door(name, how)
            assert door not in table, f"{file}: {door} stands there twice"
            who = frozenset(one for word in words[1:] for one in groups.get(word, [word])) - {"nobody"}
            table[door] = who | {IMPLIED} if who & STAFF else who
    return table


def _spelled_out(name: str) -> list[str]:
    found = BRACES.search(name)
    if found is None:
        return [name]
    spelled = (name.replace(found[0], part, 1) for part in found[1].split(","))
    return [one for part in spelled for one in _spelled_out(part)]


def expected(table: Table, door: Door) -> frozenset[str] | None:
    return table.get(door, table.get(Door(door.name)))


def lines(seen: Table, order: Iterable[str], groups: Mapping[str, Iterable[str]]) -> list[str]:
    """Write what was seen as lines of the table, one for all ways that let the same people in."""
    written = []
    for name in dict.fromkeys(door.name for door in seen):
        plain = {door: who for door, who in seen.items() if door.name == name and "=" not in door.how}
        rest = {door: who for door, who in seen.items() if door.name == name and "=" in door.how}
        if len(set(plain.values())) == 1:
            plain = {Door(name): next(iter(plain.values()))}
        written += [f"{door}  {_spoken(who, order, groups)}" for door, who in (plain | rest).items()]
    return written


def _spoken(who: frozenset[str], order: Iterable[str], groups: Mapping[str, Iterable[str]]) -> str:
    whole = [name for name, people in groups.items() if frozenset(people) == who]
    named = who - {IMPLIED} or who
    return whole[0] if whole else " ".join(word for word in order if word in named) or "nobody"
