"""What every template may use without loading it."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_countries import countries

from cps_portal.lib import clock, money, texts

register = template.Library()
register.filter(texts.nine_digits)


@register.filter
def amount(cents: int, currency: str = "EUR") -> str:
    return money.spoken(cents, currency)


@register.filter
def long_date(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


@register.filter
def short_date(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


@register.filter
def whole(number: int) -> str:
    return formats.number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def country(code: str) -> str:
    return _country(code, get_language())


@lru_cache(maxsize=2_000)
def _country(code: str, language: str | None) -> str:
    """Lists name the same few countries again and again; the language is a part of what they are kept under."""
    return str(countries.name(code))


@register.simple_tag
def moved_clock() -> datetime | None:
    """Return what the clock of a test system shows while it is moved."""
    return clock.now() if clock.offset() else None


@register.simple_tag(takes_context=True)
def current(context: template.Context, prefix: str) -> SafeString:
    """Return `aria-current="page"` where the request's path begins with the prefix."""
    request = context.get("request")
    here = request is not None and request.path.startswith(prefix)
    return SafeString('aria-current="page"' if here else "")
