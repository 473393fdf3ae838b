"""Which invoice a bank entry is for: by its reference, else by its number and the very amount; it writes nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billing.camt import Entry
from billing.models import BankEntry, Invoice

Finding = BankEntry.Finding
REFERENCE_LENGTHS = range(5, 26)
NUMBER = re.compile(r"(?=([A-Z]{0,4})(20\d{2})-?(\d{6}))")
# What is typed for a figure by hand or read for one by a scanner.
LOOK_ALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Found:
    """What was found, the invoices that get money by themselves, and the one that a person may choose."""

    finding: Finding
    invoices: Sequence[Invoice] = ()
    suggestion: Invoice | None = None


def find(entry: Entry) -> Found:
    named = _by_reference(entry)
    if entry.amount_cents < 0:
        return _gone_out(entry, named)
    if named:
        return _weighed(entry, named)
    numbered = [one for one in _by_number(entry) if one.currency == entry.currency]
    if len(numbered) == 1 and numbered[0].open_cents == entry.amount_cents:
        return Found(Finding.NUMBER, numbered)
    return Found(Finding.UNKNOWN, suggestion=numbered[0] if len(numbered) == 1 else None)


def _weighed(entry: Entry, named: list[Invoice]) -> Found:
    first = named[0]
    if any(one.currency != entry.currency for one in named):
        return Found(Finding.CURRENCY, suggestion=first)
    still_open = [one for one in named if one.open_cents > 0]
    owed = sum(one.open_cents for one in still_open)
    if still_open and entry.amount_cents == owed:
        return Found(Finding.REFERENCE, still_open)
    suggestion = still_open[0] if still_open else first
    return Found(Finding.PART if entry.amount_cents < owed else Finding.OVER, suggestion=suggestion)


def _gone_out(entry: Entry, named: list[Invoice]) -> Found:
    if not entry.is_return:
        return Found(Finding.OUTGOING)
    known = named or _by_number(entry)
    return Found(Finding.RETURNED, suggestion=known[0] if len(known) == 1 else None)


def _by_reference(entry: Entry) -> list[Invoice]:
    texts = [_squeezed(text) for text in (*entry.references, entry.text)]
    wanted = {candidate for text in texts for candidate in _references_in(text)}
    found = Invoice.objects.filter(reference__in=wanted) if wanted else Invoice.objects.none()
    return list(found.prefetch_related("payments", "credit_notes").order_by("pk"))


def _references_in(text: str) -> Iterable[str]:
    """Every beginning of what follows an RF: where a reference ends in running text, nobody knows."""
    for place in re.finditer(r"RF(?=[\dOIL]{2})", text):
        rest = text[place.end() : place.end() + 23]
        for read in {rest, rest.translate(LOOK_ALIKES)}:
            yield from (f"RF{read[: length - 2]}" for length in REFERENCE_LENGTHS if length - 2 <= len(read))


def _by_number(entry: Entry) -> list[Invoice]:
    wanted = set()
    for text in (*entry.references, entry.text):
        for prefix, year, number in NUMBER.findall(_squeezed(text)):
            # Letters before the number may be the seller's prefix or the end of a word.
            wanted |= {f"{prefix[cut:]}{year}-{number}" for cut in range(len(prefix) + 1)}
    found = Invoice.objects.filter(number__in=wanted) if wanted else Invoice.objects.none()
    return list(found.prefetch_related("payments", "credit_notes").order_by("pk"))


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())
