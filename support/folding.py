"""Texts as people compare them: without case and accents, and numbers without the gaps they are read with."""

import unicodedata

# Letters that Unicode does not take apart; PostgreSQL's unaccent reads them the same way.
SINGLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
GAPS = frozenset(" \xa0\u202f-‐‑–./")


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower().translate(SINGLE))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text, without its punctuation."""
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def compact(text: str) -> str:
    """A number as tables keep it: upper case, without the spaces, hyphens, dots and slashes it is written with."""
    return "".join(letter for letter in text if letter not in GAPS).upper()
