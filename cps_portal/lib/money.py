"""Whole cents: how they are rounded and how they are said."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


def percentage_of(cents: int, percent: Decimal) -> int:
    """Return the percentage of an amount in whole cents, half a cent rounded away from zero."""
    return int((Decimal(cents) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_of(cents: int, part: int, whole: int) -> int:
    """Return the part of an amount in whole cents, half a cent rounded away from zero."""
    return int((Decimal(cents) * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def spoken(cents: int, currency: str = "EUR", language: str | None = None) -> str:
    """Return the amount as the language writes it: “€85.00”, “85,00 €”."""
    locale = to_locale(language or get_language() or "en-gb")
    return format_currency(Decimal(cents) / 100, currency, locale=locale)
