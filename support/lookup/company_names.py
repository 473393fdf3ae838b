"""Finds companies by the words of their names: in any order, without accents, the last one begun, some misspelt."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Company
from accounts.names import LEGAL_FORMS
from cps_portal.lib.text_folding import are_a_slip_apart, words
from support.lookup.models import NameWord, Word
from support.lookup.models.names import alike
from support.lookup.prepared import Prepared, stand_ins
from support.lookup.results import ROWS
from support.lookup.rows import OF_ITS_COMPANY, company

MOST_WORDS = 8
LONGEST_WORD = 60  # As the database cuts them.
SHORT = 2  # Two letters with a slip may be anything.
UNLIKE = 4
LISTED, SPELLINGS, COMPARED = 60, 20, 200


def named(name: str) -> list[Company]:
    """Find companies in whose names all the words stand, the last perhaps begun; names of no other words come first."""
    found: list[Company] = []
    for asked in _readings(name):
        found += _companies(_whole(len(asked)).rows(*asked))
        if len(found) < ROWS:
            found += _companies(_begun(len(asked)).rows(*asked))
    return list(dict.fromkeys(found))[:ROWS]


def named_alike(name: str) -> list[Company]:
    """Find companies in whose names the words stand begun or with slips, or most of them do; the likest come first."""
    asked = _telling(_readings(name)[0])
    spellings = _spellings(asked)
    needed = len(asked) if len(asked) < 3 else len(asked) - 1
    if len(spellings) < needed:
        return []
    found = Company.objects.raw(*alike(list(spellings.values()), needed=needed, rows=COMPARED))
    return sorted(found, key=lambda company: _strangeness(asked, company))[:ROWS]


@cache
def _whole(count: int) -> Prepared:
    """The question for names with so many words, those of no others first."""

    def written(*asked: str) -> QuerySet[NameWord, Any]:
        found = NameWord.objects.of_names_with_all([Q(word=word) for word in asked])
        return found.order_by("total", "company_id").values_list("total", *OF_ITS_COMPANY)[:ROWS]

    return Prepared(written, *stand_ins(count))


@cache
def _begun(count: int) -> Prepared:
    """The question for names with so many words, the last one begun."""

    def written(*asked: str) -> QuerySet[NameWord, Any]:
        conditions = [*(Q(word=word) for word in asked[:-1]), Q(word__startswith=asked[-1])]
        found = NameWord.objects.of_names_with_all(conditions)
        return found.values_list("total", *OF_ITS_COMPANY)[:COMPARED]

    return Prepared(written, *stand_ins(count))


def _readings(name: str) -> list[list[str]]:
    """The words as punctuation parts them, and as it joins them: O’Neill is o and neill, or oneill; S.r.l. is srl."""
    tokens = [words(token) for token in name.split()]
    joined = _unique("".join(pieces) for pieces in tokens)
    parted = _unique(word for pieces in tokens for word in _without_lone_letters(pieces))
    return [parted] if parted == joined else [parted, joined]


def _without_lone_letters(pieces: list[str]) -> list[str]:
    return ["".join(pieces)] if max(map(len, pieces), default=0) == 1 else pieces


def _unique(written: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in written if word))[:MOST_WORDS]


def _companies(found: Iterable[tuple[Any, ...]]) -> list[Company]:
    return [company(columns) for _total, *columns in sorted(found)]


def _telling(asked: list[str]) -> list[str]:
    """The words without legal forms, which many leave out or guess."""
    return [word for word in asked if word.upper() not in LEGAL_FORMS] or asked


def _spellings(asked: list[str]) -> dict[str, list[str]]:
    """For each word those that begin with it, hold it or are a slip away; if there is none, those alike."""
    near = {word: [one for (one,) in PERHAPS.rows(word) if _distance(word, one) < UNLIKE] for word in asked}
    unknown = [word for word, found in near.items() if not found and len(word) > SHORT]
    far = {word: [one for (one,) in ALIKE.rows(word)] for word in unknown}
    return {word: _nearest(word, found) for word, found in {**near, **far}.items() if found}


def _perhaps(word: str) -> QuerySet[Word, Any]:
    first, *others = (query.values_list("word")[:LISTED] for query in Word.objects.perhaps(word))
    return first.union(*others)


def _nearest(word: str, found: Iterable[str]) -> list[str]:
    return sorted(found, key=lambda one: (_distance(word, one), len(one), one))[:SPELLINGS]


def _strangeness(asked: list[str], company: Company) -> tuple[int, int, str]:
    """How far a name is from what was asked for: slips count more than words that go on."""
    named = words(company.legal_name)
    apart = sum(min((_distance(word, one) for one in named), default=UNLIKE) for word in asked)
    return apart, len(named), company.legal_name


def _distance(word: str, other: str) -> int:
    if word == other:
        return 0
    if other.startswith(word):
        return 1
    if len(word) > SHORT and are_a_slip_apart(word, other):
        return 2
    return 3 if len(word) > SHORT and word in other else UNLIKE


PERHAPS = Prepared(_perhaps, *stand_ins(1))
ALIKE = Prepared(lambda word: Word.objects.alike(word).values_list("word")[:LISTED], *stand_ins(1))
