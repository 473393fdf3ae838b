"""What a text typed into the look-up may be: a pure function from the text to the clues worth following."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.text_folding import compact, words
from products import serials

# Mail programmes copy “Anna <anna@studio.example>”.
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]*")


class Kind(TextChoices):
    NUMBER = "number", _("Membership number")
    REFERENCE = "reference", _("Payment reference")
    INVOICE = "invoice", _("Invoice")
    TICKET = "ticket", _("Question")
    VAT = "vat", _("VAT number")
    REGISTRATION = "registration", _("Registration number")
    SERIAL = "serial", _("Serial number")
    EMAIL = "email", _("E-mail")
    NAME = "name", _("Company name")


@dataclass(frozen=True)
class Clue:
    """One way to read the text, with the value in the form in which the tables keep it."""

    kind: Kind
    value: str


def clues(text: str) -> list[Clue]:
    """The readings of the text, the most telling first; none for a text too short to tell anything."""
    tidy = _tidy(text)
    if address := ADDRESS.search(tidy):
        return [Clue(Kind.EMAIL, address[0].lower())]
    found = [Clue(kind, read(tidy)) for kind, read in READERS]
    return [clue for clue in found if clue.value]


def slips(number: str) -> set[str]:
    """Every number that one slip of the finger makes of this one: a digit that is wrong, or two that changed places."""
    digits = "0123456789"
    wrong = {number[:place] + digit + number[place + 1 :] for place in range(len(number)) for digit in digits}
    exchanged = {
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for place in range(len(number) - 1)
    }
    return (wrong | exchanged) - {number}


def _tidy(text: str) -> str:
    """The text without what copying brings along: wide digits, double spaces, marks that nobody sees."""
    seen = (
        letter if unicodedata.category(letter) != "Cf" else ""
        for letter in unicodedata.normalize("NFKC", text)
    )
    return " ".join("".join(seen).split())


def _matching(pattern: str, text: str) -> str:
    return text if re.fullmatch(pattern, text) else ""


def _number(text: str) -> str:
    return _matching(r"\d{9}", compact(text))


def _reference(text: str) -> str:
    return _matching(r"RF\d{2}[0-9A-Z]{1,21}", compact(text))


def _invoice(text: str) -> str:
    """Ours hold a hyphen: digits alone are something else."""
    return _matching(r"(?=.*\d)(?=.*\D)\S{4,30}", text.replace(" ", "").upper())


def _ticket(text: str) -> str:
    """The key of a question, whose number is T-000123."""
    return _matching(r"T\d{6,12}", compact(text))[1:].lstrip("0")


def _vat(text: str) -> str:
    return _matching(r"(?=(?:.*\d){5})[0-9A-Z]{7,14}", compact(text))


def _registration(text: str) -> str:
    return _matching(r"(?=(?:.*\d){4})\S[\S ]{3,39}", text.upper())


def _serial(text: str) -> str:
    return _matching(r"(?=.*\d)[0-9A-Z]{5,20}", serials.normalised(text))


def _name(text: str) -> str:
    """A letter or a number alone would be in too many names."""
    return text if any(len(word) >= 2 and not word.isdigit() for word in words(text)) else ""


READERS: tuple[tuple[Kind, Callable[[str], str]], ...] = (
    (Kind.NUMBER, _number),
    (Kind.REFERENCE, _reference),
    (Kind.TICKET, _ticket),
    (Kind.INVOICE, _invoice),
    (Kind.VAT, _vat),
    (Kind.REGISTRATION, _registration),
    (Kind.SERIAL, _serial),
    (Kind.NAME, _name),
)
