"""Which language a person reads, and the cookie that remembers it."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import get_language_info

ONE_YEAR_SECONDS = 365 * 24 * 3600


def known_language(wanted: str) -> str:
    """Return the installed language that a locale such as `lv_LV` or `en_GB` means; English where there is none."""
    folded = wanted.replace("_", "-").lower()
    codes = [code for code, _name in settings.LANGUAGES]
    for candidate in (folded, folded.split("-")[0]):
        for code in codes:
            if candidate and (code == candidate or code.split("-")[0] == candidate):
                return code
    return settings.LANGUAGE_CODE


def own_names() -> list[tuple[str, str]]:
    """Return the installed languages, each in its own words."""
    return [
        (code, capfirst(get_language_info(code.split("-")[0])["name_local"]))
        for code, _ in settings.LANGUAGES
    ]


def remember(response: HttpResponseBase, language: str) -> None:
    """Set the language cookie on an answer."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        known_language(language),
        max_age=ONE_YEAR_SECONDS,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
