"""Follows the clues of a look-up."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from cps_portal.lib.text_folding import words
from support.lookup import lookups
from support.lookup.company_names import named, named_alike
from support.lookup.memberships import listed
from support.lookup.query import Kind, clues
from support.lookup.results import ROWS, Found, Hit


def find(text: str, *, on: date) -> Found:
    """Find the companies that the text leads to; names are looked for only where no number answers."""
    followed = clues(text)
    hits: dict[int, Hit] = {}
    guesses: list[Hit] = []
    for clue in followed:
        if clue.kind is Kind.NAME and hits:
            continue
        for hit in FINDERS[clue.kind](clue.value):
            if hit.is_guess:
                guesses.append(hit)
            else:
                hits.setdefault(hit.company.pk, hit)
    # A member of the old programme who is meant is a better answer than numbers that look alike.
    if not hits and (unclaimed := lookups.unclaimed(followed)):
        return Found(query=text, unclaimed=unclaimed)
    rows = sorted(hits.values(), key=lambda hit: not hit.is_exact) or guesses
    return Found(query=text, hits=_with_memberships(rows[:ROWS], on=on))


def _by_name(name: str) -> Iterator[Hit]:
    wanted = sorted(words(name))
    companies = named(name)
    for company in companies:
        same = sorted(words(company.legal_name)) == wanted
        yield Hit(company, Kind.NAME, company.legal_name, is_exact=same)
    for company in [] if companies else named_alike(name):
        yield Hit(company, Kind.NAME, company.legal_name, is_exact=False, is_guess=True)


FINDERS: dict[Kind, Callable[[str], Iterator[Hit]]] = {
    Kind.NUMBER: lookups.by_number,
    Kind.REFERENCE: lookups.by_reference,
    Kind.INVOICE: lookups.by_invoice,
    Kind.TICKET: lookups.by_ticket,
    Kind.VAT: lookups.by_vat,
    Kind.REGISTRATION: lookups.by_registration,
    Kind.SERIAL: lookups.by_serial,
    Kind.EMAIL: lookups.by_email,
    Kind.NAME: _by_name,
}


def _with_memberships(hits: list[Hit], *, on: date) -> list[Hit]:
    known = listed([hit.company.pk for hit in hits], on=on) if hits else {}
    return [replace(hit, membership=known.get(hit.company.pk)) for hit in hits]
