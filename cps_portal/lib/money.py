"""Whole cents: how they are rounded and how they are said."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_compact_currency, format_currency
from django.utils.translation import get_language, to_locale

# 85, 85.00, 1 000,00, 1.000,00, 1,000: what is followed by one or two digits at the end are the cents.
WRITTEN = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,2}))?")
CURRENCY = re.compile(r"^(?:€|EUR)|(?:€|EUR)$", re.IGNORECASE)


def percentage_of(cents: int, percent: Decimal) -> int:
    """Return the percentage of an amount in whole cents, half a cent rounded away from zero."""
    return int((Decimal(cents) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_of(cents: int, part: int, whole: int) -> int:
    """Return a part of an amount, as 200 of 365 days, in whole cents, half a cent rounded away from zero."""
    return int((Decimal(cents) * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out in proportion to the weights; what rounding leaves over goes to the last."""
    whole = sum(weights)
    shares = [share_of(cents, weight, whole) for weight in weights[:-1]]
    return [*shares, cents - sum(shares)]


def plain(cents: int) -> str:
    """Return the amount as files for machines write it: 85.00."""
    return f"{Decimal(cents) / 100:.2f}"


def spoken(cents: int, currency: str = "EUR", language: str | None = None) -> str:
    """Return the amount as the language writes it: “€85.00”, “85,00 €”."""
    locale = to_locale(language or get_language() or "en-gb")
    return format_currency(Decimal(cents) / 100, currency, locale=locale)


def brief(cents: int, currency: str = "EUR", language: str | None = None) -> str:
    """Return the amount in a few letters, for the scale of a picture: “€1.5K”, “1,5 tūkst. €”."""
    locale = to_locale(language or get_language() or "en-gb")
    return format_compact_currency(Decimal(cents) / 100, currency, locale=locale, fraction_digits=1)


def read(written: str) -> int | None:
    """Return the cents of an amount as people write it in any of our languages: “85,00 €”; nothing of other text."""
    amount = WRITTEN.fullmatch(CURRENCY.sub("", re.sub(r"[\s']", "", written)))
    if amount is None:
        return None
    whole, cents = amount.groups()
    return int(re.sub(r"[.,]", "", whole)) * 100 + int((cents or "").ljust(2, "0"))
