"""Which letters of a text answer to a query: compared folded and without gaps, told by their places in the text."""

from itertools import groupby

from cps_portal.lib.text_folding import GAPS, compact, folded, words


def pieces(text: str, query: str) -> list[tuple[str, bool]]:
    """Cut the text into pieces that answer to the query and pieces that do not."""
    marks = _whole(text, query) or _by_words(text, query)
    places = [(letter, place in marks) for place, letter in enumerate(text)]
    return [
        ("".join(letter for letter, _ in group), hit)
        for hit, group in groupby(places, key=lambda letter_and_hit: letter_and_hit[1])
    ]


def _whole(text: str, query: str) -> set[int]:
    """The places of the query as one number, whichever gaps either is written with."""
    return _places(text, folded(compact(query)), without=GAPS)


def _by_words(text: str, query: str) -> set[int]:
    return {place for word in words(query) for place in _places(text, word)}


def _places(text: str, wanted: str, without: frozenset[str] = frozenset()) -> set[int]:
    letters = [
        (part, place) for place, letter in enumerate(text) if letter not in without for part in folded(letter)
    ]
    start = "".join(part for part, _ in letters).find(wanted) if wanted else -1
    if start < 0:
        return set()
    found = [place for _, place in letters[start : start + len(wanted)]]
    return set(range(found[0], found[-1] + 1))
