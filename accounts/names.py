"""Companies' names compared: what is left of one without its legal form, punctuation, accents and case."""

import re

from django.db.models import Func, Value
from django.db.models.functions import Replace, Trim, Upper

LEGAL_FORMS = {
    "AB", "AG", "APS", "AS", "ASBL", "BV", "BVBA", "CV", "DAC", "EOOD", "EURL", "GMBH", "IK", "IVS", "JSC", "KFT", "KG",
    "LDA", "LLC", "LLP", "LTD", "LIMITED", "MB", "NV", "OG", "OHG", "OU", "OY", "OYJ", "PLC", "SA", "SARL", "SAS",
    "SASU", "SIA", "SL", "SNC", "SP", "SPA", "SPRL", "SRL", "SRO", "UAB", "UG", "VZW", "ZOO",
}  # fmt: skip
_ACCENTED_CAPITALS = "ÀÁÂÃÄÅĀĂĄÇĆČĎĐÈÉÊËĒĖĘĚĞĢÌÍÎÏĪĮĶŁĹĻĽÑŃŅŇÒÓÔÕÖØŐŔŘŚŠŞȘŤŢȚÙÚÛÜŪŮŰŲÝŸŹŻŽ"
_PLAIN_CAPITALS = "AAAAAAAAACCCDDEEEEEEEEGGIIIIIIKLLLLNNNNOOOOOOORRSSSSTTTUUUUUUUUYYZZZ"
ACCENTED = f"{_ACCENTED_CAPITALS}{_ACCENTED_CAPITALS.lower()}ß"
PLAIN = f"{_PLAIN_CAPITALS}{_PLAIN_CAPITALS.lower()}s"
PUNCTUATION = r"""[!"#$&'()*+,/:;<=>?@\[\\\]^_`{|}~„“”«»–—’‘·-]+"""


def core_of(name: str) -> str:
    """Return the name's core, as the database computes it for every company and application."""
    plain = name.replace(".", "").translate(str.maketrans(ACCENTED, PLAIN)).upper()
    return " ".join(word for word in re.sub(PUNCTUATION, " ", plain).split() if word not in LEGAL_FORMS)


def _replaced(text: Func, pattern: str) -> Func:
    """A plain Func, so that migrations hold nothing of this file."""
    return Func(text, Value(pattern), Value(" "), Value("g"), function="regexp_replace")


def core(field: str) -> Func:
    """Return the expression that computes the core of a name in the database; see `core_of`."""
    plain = Func(Replace(field, Value("."), Value("")), Value(ACCENTED), Value(PLAIN), function="translate")
    words = _replaced(Upper(plain), PUNCTUATION)
    bare = _replaced(words, rf"\m({'|'.join(sorted(LEGAL_FORMS))})\M")
    return Trim(_replaced(bare, r"\s+"))
