"""Trees that lead back into themselves: outlines, fields, names, the structure; pages are qpdf's own business."""

from typing import Any

import pikepdf

from accounts.inspection import walk
from accounts.inspection.verdicts import Refusal, Why

DOWN = ("/Kids", "/First", "/Next", "/K")
Node = tuple[int, int]


def refuse_loops(pdf: pikepdf.Pdf) -> None:
    """Refuse a file in which going down a tree comes back to where it began."""
    below = {found.objgen: _below(found) for found in pdf.objects if isinstance(found, pikepdf.Object)}
    finished: set[Node] = set()
    for start in below:
        path: dict[Node, list[Node]] = {}
        if start in finished:
            continue
        path[start] = list(below[start])
        while path:
            here = next(reversed(path))
            if not path[here]:
                finished.add(here)
                del path[here]
                continue
            child = path[here].pop()
            if child in path:
                raise Refusal(Why.TOO_COMPLEX)
            if child not in finished:
                path[child] = list(below.get(child, []))


def _below(found: Any) -> list[Node]:
    """Return the numbered objects one step down, looking through those that have no number of their own."""
    nodes: list[Node] = []
    waiting = _down(found)
    while waiting:
        part = waiting.pop()
        if part.is_indirect:
            nodes.append(part.objgen)
        else:
            waiting += _down(part)
    return nodes


def _down(found: Any) -> list[Any]:
    if isinstance(found, pikepdf.Array):
        return walk.inside(found)
    if isinstance(found, pikepdf.Dictionary):
        parts = [found[key] for key in DOWN if key in found]
        return [part for part in parts if isinstance(part, pikepdf.Array | pikepdf.Dictionary)]
    return []
