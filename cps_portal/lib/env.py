"""The environment, read once by the settings: every variable has a name, a kind and a default."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def whole(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def wholes(name: str, default: str) -> tuple[int, ...]:
    """Read a comma list of whole numbers, the largest first."""
    try:
        return tuple(sorted((int(word) for word in words(name, default)), reverse=True))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be whole numbers between commas.") from None


def flag(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value == "yes"


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value
