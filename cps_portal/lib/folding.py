"""Texts as people compare them: without case and accents, and numbers without the gaps they are read with."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart; PostgreSQL's unaccent reads them the same way.
SINGLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ĸ": "q"}
    | {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ʼ": "'"}
)
GAPS = frozenset(" \xa0\u202f-‐‑–./")


@lru_cache(maxsize=5_000)
def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower()).translate(SINGLE)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text, without its punctuation."""
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def compact(text: str) -> str:
    """A number as tables keep it: upper case, without the spaces, hyphens, dots and slashes it is written with."""
    return "".join(letter for letter in text if letter not in GAPS).upper()


def are_a_slip_apart(one: str, other: str) -> bool:
    """Whether one slip of the finger parts the two: a letter wrong, missing or too much, or two that changed places."""
    short, long = sorted((one, other), key=len)
    same = next(
        (place for place, pair in enumerate(zip(short, long, strict=False)) if len(set(pair)) > 1), len(short)
    )
    short, long = short[same:], long[same:]
    if len(short) == len(long):
        return short[1:] == long[1:] or (short[:2] == long[1::-1] and short[2:] == long[2:])
    return short == long[1:]
