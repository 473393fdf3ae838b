"""The stylesheets, searched for what a browser would pass over in silence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tinycss2
from pygments.lexers.css import CssLexer
from pygments.token import Keyword
from tinycss2.ast import Declaration, Node, ParseError

from embedded.home import CHECKOUT

FOLDERS = ("static", "cps_portal")
LONGEST_LINE = 200
# Properties that the lexer does not know: of drawings, and of printed pages.
ALSO_PROPERTIES = {"size", "text-anchor"}
# Variables that come with Bootstrap and with the admin's own stylesheet.
FOREIGN_VARIABLES = ("--bs-", "--color-")
# Their rules are declarations; whatever else stands after an @ holds further rules.
DECLARING = {"font-face", "page", "property"}
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
LEXER = CssLexer()


@dataclass(frozen=True)
class Rule:
    """What one selector declares; the place names the conditions around it, too."""

    place: str
    line: int
    declarations: list[Declaration]


def run(words: Sequence[str]) -> int:
    """Name every fault of the stylesheets; fails when there is any."""
    found = faults(CHECKOUT)
    print("\n".join(found))
    return 1 if found else 0


def faults(root: Path) -> list[str]:
    """Name every fault of the stylesheets below this folder, with its place."""
    files = sorted(file for folder in FOLDERS for file in (root / folder).rglob("*.css"))
    texts = {file.relative_to(root).as_posix(): file.read_text() for file in files}
    defined = {name for text in texts.values() for name in re.findall(r"(--[\w-]+)\s*:", text)}
    return [f"{name}:{fault}" for name, text in texts.items() for fault in _faults(text, defined)]


def _faults(text: str, defined: set[str]) -> Iterator[str]:
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            yield f"{number}: a line of {len(line)} characters, at most {LONGEST_LINE}"
        for variable in VARIABLE.findall(line):
            if variable not in defined and not variable.startswith(FOREIGN_VARIABLES):
                yield f"{number}: {variable} is defined nowhere"
    known: dict[str, int] = {}
    for found in rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)):
        if isinstance(found, ParseError):
            yield f"{found.source_line}: {found.message}"
            continue
        yield from _faults_of_declarations(found)
        if found.place in known and not found.place.startswith("@"):
            yield f"{found.line}: {found.place} has its rule in line {known[found.place]} already"
        known.setdefault(found.place, found.line)


def _faults_of_declarations(rule: Rule) -> Iterator[str]:
    names = [one.lower_name for one in rule.declarations]
    if not names:
        yield f"{rule.line}: {rule.place} is empty"
    for one in rule.declarations:
        if not is_property(one.lower_name):
            yield f"{one.source_line}: no property is named {one.name}"
        if names.count(one.lower_name) > 1:
            yield f"{one.source_line}: {one.name} stands twice in one rule"


def is_property(name: str) -> bool:
    if name.startswith("--") or name in ALSO_PROPERTIES:
        return True
    return (Keyword, name) in LEXER.get_tokens(f"a {{ {name}: 0 }}")


def rules(nodes: Sequence[Node], around: str = "") -> Iterator[Rule | ParseError]:
    """Give every rule, also those inside of others, and whatever cannot be read."""
    for node in nodes:
        if node.type == "error":
            yield node
        elif node.type == "qualified-rule":
            yield from _inside(node, f"{_text(node)} {around}".strip())
        elif node.type == "at-rule" and node.content is not None:
            place = f"@{node.lower_at_keyword} {_text(node)}".strip()
            if node.lower_at_keyword in DECLARING or around.startswith("@page"):
                yield from _inside(node, place)
            else:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from rules(inner, f"{around} in {place}".strip())


def _inside(rule: Node, place: str) -> Iterator[Rule | ParseError]:
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declarations = [node for node in nodes if node.type == "declaration"]
    rest = [node for node in nodes if node.type != "declaration"]
    if declarations or not rest:
        yield Rule(place, rule.source_line, declarations)
    yield from rules(rest, place)


def _text(rule: Node) -> str:
    return " ".join(tinycss2.serialize(rule.prelude).split())
