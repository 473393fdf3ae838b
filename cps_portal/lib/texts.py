"""Texts that staff edit, kept per language beside each other so that a new language needs no migration."""

from django.utils.translation import get_language

Texts = dict[str, str]


def in_language(texts: Texts, language: str | None = None) -> str:
    """Return the text in the language, its base language, English, or whatever there is."""
    wanted = (language or get_language() or "en").lower()
    for code in (wanted, wanted.split("-")[0], "en"):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")


def nine_digits(number: str) -> str:
    """Return a membership number as people read it: 151 335 488."""
    return f"{number[:3]}\xa0{number[3:6]}\xa0{number[6:]}"
