"""Texts as people compare them: one fold without case and accents, and the steps that some comparisons add to it.

folded("Bērziņa & Co")       # "berzina & co": what a search compares
words("SIA „Foto-Ērkšķis”")  # ["sia", "foto", "erkskis"]
compact("4000-3245 752")     # "40003245752": a number as tables keep it
one_for_one("ÅŁß")           # "ALs": for SQL's translate(), which puts one letter in place of one
caseless("ＥＯＳ Ré")         # "eos ré": where accents may tell two things apart
"""

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
    """Return a text in lower case and without accents."""
    apart = unicodedata.normalize("NFKD", text.lower()).translate(SINGLE)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text, without its punctuation."""
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def one_for_one(letters: str) -> str:
    """Return for each letter the first one of its fold, in its case, as SQL's translate() takes it."""
    plain = ((letter, folded(letter)[:1] or letter) for letter in letters)
    return "".join(fold.upper() if letter.isupper() else fold for letter, fold in plain)


def caseless(text: str) -> str:
    """Return a text without case and width, but with its accents, which tell models of gear apart."""
    return unicodedata.normalize("NFKC", text).casefold()


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
