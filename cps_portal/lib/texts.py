"""Texts that staff edit, kept per language beside each other so that a new language needs no migration."""

from django.utils.translation import get_language

Texts = dict[str, str]


def in_language(texts: Texts, language: str | None = None) -> str:
    """Return the text in the language, its base language, English, or whatever there is."""
    return texts.get(language_of(texts, language), "")


def language_of(texts: Texts, language: str | None = None) -> str:
    """Return the code of the text that a reader of the language gets."""
    wanted = (language or get_language() or "en").lower()
    there = [code for code in (wanted, wanted.split("-")[0], "en", *texts) if texts.get(code)]
    return there[0] if there else ""


def nine_digits(number: str) -> str:
    """Return a membership number as people read it: 151 335 488."""
    return f"{number[:3]}\xa0{number[3:6]}\xa0{number[6:]}"
