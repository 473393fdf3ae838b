"""Purchase dates as people remember and files write them: by day, by month or by year."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from cps_portal.lib.errors import DomainError

DAY, MONTH, YEAR = "day", "month", "year"
EARLIEST_YEAR = 1950

# English and Latvian, the Latvian in every case that a date takes; the first three letters would not tell
# “marts” from “maijs” safely, so whole words and the usual abbreviations stand here.
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan janvāris janvāra janvārī janv janvaris janvara janvari",
            "february feb februāris februāra februārī febr februaris februara februari",
            "march mar marts marta martā marta",
            "april apr aprīlis aprīļa aprīlī aprilis aprila aprili",
            "may maijs maija maijā",
            "june jun jūnijs jūnija jūnijā jūn junijs junija",
            "july jul jūlijs jūlija jūlijā jūl julijs julija",
            "august aug augusts augusta augustā",
            "september sep sept septembris septembra septembrī septembri",
            "october oct oktobris oktobra oktobrī okt oktobri",
            "november nov novembris novembra novembrī novembri",
            "december dec decembris decembra decembrī decembri",
        ),
        start=1,
    )
    for word in words.split()
}
# Words that make a date rougher without changing it.
ABOUT = re.compile(
    r"^(?:(?:about|around|approximately|approx|circa|ca|c|in|on|since|"
    r"apmēram|aptuveni|ap|kaut kad|laikam|varbūt)\.?\s+|[~≈]\s*)(?=\S)|\s*\?+$"
)
SEASONS = re.compile(
    r"\b(?:(?:early|mid|late)[ -]|(?:the )?(?:beginning|start|middle|end) of |spring|summer|autumn|fall|winter|"
    r"pavasaris|pavasarī|vasara|vasarā|rudens|rudenī|ziema|ziemā|sākums|sākumā|vidus|vidū|beigas|beigās)\b ?"
)
GADS = re.compile(r"\b(\d{4})\.?\s*(?:gads|gada|gadā|gadu|g)\b\.?")
ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")


class UnreadableDate(DomainError):
    """What was typed names no day, month or year, or one that cannot be."""


@dataclass(frozen=True)
class PartialDate:
    """A date and how precise it is; `on` is the first day of the month or year that is meant."""

    on: date
    precision: str

    @property
    def said(self) -> str:
        """The date in the reader's language, as precisely as it is known."""
        if self.precision == YEAR:
            return str(self.on.year)
        if self.precision == MONTH:
            locale = to_locale(get_language() or "en-gb")
            return format_skeleton("yMMMM", self.on, locale=locale)
        return formats.date_format(self.on, "DATE_FORMAT")


def read(typed: str, *, today: date) -> PartialDate | None:
    """Return the date that was typed, or None if nothing was; refuse what has two meanings, none, or is yet to come."""
    text = _plain(typed)
    if not text:
        return None
    rough = _matched(text) or _matched(SEASONS.sub("", text).strip(), roughest=True)
    if rough is None:
        raise UnreadableDate(_("Write the date as 19 September 2024, as September 2024, or the year alone."))
    if rough.on > today:
        raise UnreadableDate(_("This date is yet to come. Check the year."))
    if rough.on.year < EARLIEST_YEAR:
        raise UnreadableDate(_("This date is too long ago. Write the year with four digits."))
    return rough


def _plain(typed: str) -> str:
    text = " ".join(typed.casefold().replace(",", " ").replace("\u2013", "-").split())
    while (shorter := ABOUT.sub("", text).strip()) != text:
        text = shorter
    return " ".join(ORDINAL.sub(r"\1", GADS.sub(r"\1", text)).split()).rstrip(".")


def _matched(text: str, *, roughest: bool = False) -> PartialDate | None:
    for pattern, meaning in FORMS:
        if found := pattern.fullmatch(text):
            rough = meaning(*found.groups())
            # “Summer 2019” is known to the year, whatever else it says.
            return (
                PartialDate(date(rough.on.year, 1, 1), YEAR)
                if rough and roughest and rough.precision == DAY
                else rough
            )
    return None


def _day(year: str, month: int, day: str) -> PartialDate | None:
    try:
        return PartialDate(date(int(year), month, int(day)), DAY)
    except ValueError:
        return None


def _month(year: str, month: int) -> PartialDate | None:
    return PartialDate(date(int(year), month, 1), MONTH) if 1 <= month <= 12 and int(year) else None


def _year(year: str) -> PartialDate | None:
    return PartialDate(date(int(year), 1, 1), YEAR) if int(year) else None


def _number_of(word: str) -> int:
    return MONTHS.get(word.rstrip("."), 0)


# Figures with slashes, points or hyphens are day, month, year, as all participating countries write them; a month
# above twelve is refused rather than read the American way.
FORMS: tuple[tuple[re.Pattern[str], Callable[..., PartialDate | None]], ...] = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?"), lambda y, m, d: _day(y, int(m), d)),
    (re.compile(r"(\d{1,2})[-/.] ?(\d{1,2})[-/.] ?(\d{4})"), lambda d, m, y: _day(y, int(m), d)),
    (re.compile(r"(\d{4})[-/.](\d{1,2})"), lambda y, m: _month(y, int(m))),
    (re.compile(r"(\d{1,2})[-/.](\d{4})"), lambda m, y: _month(y, int(m))),
    (re.compile(r"(\d{4})"), _year),
    (re.compile(r"(\d{1,2})\.?[ -]?([^\W\d]+)\.?[ -]?(\d{4})"), lambda d, m, y: _day(y, _number_of(m), d)),
    (re.compile(r"([^\W\d]+)\.? (\d{1,2}) (\d{4})"), lambda m, d, y: _day(y, _number_of(m), d)),
    (re.compile(r"(\d{4})\.? (\d{1,2})\.? ([^\W\d]+)\.?"), lambda y, d, m: _day(y, _number_of(m), d)),
    (re.compile(r"([^\W\d]+)\.?[ -]?(\d{4})"), lambda m, y: _month(y, _number_of(m))),
    (re.compile(r"(\d{4})\.?[ -]?([^\W\d]+)\.?"), lambda y, m: _month(y, _number_of(m))),
)
