"""A model found by what people type: “r5 ii”, “70-200 2.8 iii”, “5d3”, “eos r 5”, with or without typing errors."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from products.models import Alias, Product
from products.names import folded

ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
# Words that say nothing about which model it is.
IDLE = {
    "canon",
    "mark",
    "mk",
    "body",
    "kit",
    "camera",
    "lens",
    "kamera",
    "objektīvs",
    "objektivs",
    "the",
    "with",
}
# What is written in one word and means several, or the other way round.
SPELLINGS = (
    (re.compile(r"(?<=\d),(?=\d)"), "."),  # 1,4
    (re.compile(r"(\d)\s*mm\b"), r"\1 "),  # 50mm
    (re.compile(r"(\d)\s*[-–]\s*(\d)"), r"\1-\2"),  # 70 - 200
    (re.compile(r"\b[ft]\s?/?\s?(?=\d+(?:\.\d)?(?:-\d+(?:\.\d)?)?l?\b)"), " "),  # f/2.8, F2.8, T1.5
    (re.compile(r"(?<=\d)/(?=\d)"), " "),  # 50/1.8
    (re.compile(r"\b(\d+(?:\.\d)?(?:-\d+(?:\.\d)?)?)l\b"), r"\1 l"),  # 2.8L
    (re.compile(r"\b(?:mark|mk)\.?[ -]?([1-5]|i{1,3}|iv|v)\b"), r" mark \1 "),  # mk2, mark iii
    (re.compile(r"(?<=[a-z0-9])(?:mark|mk)([1-5]|i{1,3}|iv|v)\b"), r" mark \1 "),  # r5mkii
    (re.compile(r"\b(\d+d|[a-z]\d+)m([1-5])\b"), r"\1 mark \2 "),  # r5m2, as cameras call themselves
    (re.compile(r"\b(\d+d)([2-5])\b"), r"\1 mark \2 "),  # 5d3
    (re.compile(r"\b(\d+d) ?x ?([2-3])\b"), r"\1 x mark \2 "),  # 1dx3
    (re.compile(r"\b(\d+d|\d+ds|r\d)(i{2,3}|iv)\b"), r"\1 mark \2 "),  # r5ii
    (re.compile(r"\b([a-z]) (\d+)\b"), r"\1\2"),  # r 5
)
NUMBERED = re.compile(r"\bmark ([1-5])\b")
WORD = re.compile(r"\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?[a-z]*|[^\W_]+")
ALIKE = 0.75
LEAST = 0.45


@dataclass(frozen=True)
class Indexed:
    """A model as it is searched: its words, and its name without anything between them."""

    words: tuple[str, ...]
    compact: str


def words_of(text: str) -> list[str]:
    """Return what was typed as the words that tell models apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for pattern, replacement in SPELLINGS:
        plain = pattern.sub(replacement, plain)
    plain = NUMBERED.sub(lambda found: f"mark {ROMAN[found[1]]}", plain)
    return [word for word in WORD.findall(plain) if word not in IDLE]


@lru_cache(maxsize=20_000)
def indexed(name: str) -> Indexed:
    words = words_of(name)
    ranges = [word.replace("-", "") for word in words if "-" in word]
    return Indexed((*words, *ranges), re.sub(r"[\W_]", "", name.casefold()))


def ranked(
    typed: str, products: Iterable[Product], *, aliases: Mapping[str, int] | None = None
) -> list[Product]:
    """Return the models that were perhaps meant, the likeliest first; `aliases` leads from folded names to keys."""
    words, name = words_of(typed[:100]), folded(typed[:100])
    if not words:
        return []
    meant = (aliases or {}).get(name)
    scores = {product.pk: _score(words, name, product, is_meant=product.pk == meant) for product in products}
    best = max(scores.values(), default=0)
    found = [product for product in products if scores[product.pk] > max(LEAST, best - 0.5)]
    return sorted(found, key=lambda one: (-scores[one.pk], -(one.launch_year or 0), one.name))


def search(typed: str, *, on: date, limit: int = 8) -> list[Any]:
    """Find the models that were perhaps meant and can be registered, with their points of the day."""
    products = list(Product.objects.registrable().with_points(on=on).with_hints())
    aliases = dict(Alias.objects.values_list("folded", "product_id"))
    return ranked(typed, products, aliases=aliases)[:limit]


def _score(words: list[str], name: str, product: Product, *, is_meant: bool) -> float:
    """Say how well a model fits: 0 when a word is not in it at all, 2 when the name or an alias was typed."""
    if is_meant or name == folded(product.name):
        return 2
    known = indexed(product.name)
    fits = [_fit(word, known) for word in words]
    if min(fits) == 0:
        return 0
    left = sum(word not in words for word in known.words)
    return sum(fits) / len(fits) - 0.02 * left


def _fit(word: str, known: Indexed) -> float:
    if word in known.words:
        return 1
    if ROMAN.get(word) in known.words:
        return 0.85
    if any(one.startswith(word) for one in known.words):
        return 0.8
    bare = re.sub(r"[\W_]", "", word)
    if len(bare) > 1 and bare in known.compact:
        return 0.7
    return _alike(word, known.words)


def _alike(word: str, known: tuple[str, ...]) -> float:
    """Forgive typing errors in words of letters; figures are what tells models apart."""
    if len(word) < 4 or not word.isalpha():
        return 0
    near = (SequenceMatcher(None, word, one).ratio() for one in known if one.isalpha() and len(one) > 3)
    closest = max(near, default=0)
    return closest * 0.7 if closest >= ALIKE else 0
