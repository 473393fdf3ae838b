"""Log lines for operators: as JSON or as text, and without personal data in either."""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What a mailed link or a draft's address carries: long, and with no meaning but to open something.
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_:-]{22,}(?=[/?\s\"'<]|$)")


def masked(text: str) -> str:
    """Return the text without e-mail addresses and without the secrets of links."""
    return SECRET.sub("[secret]", EMAIL.sub("[e-mail]", text))


class Lines(logging.Formatter):
    """One line for people."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class Json(JsonFormatter):
    """One object a line for a log collector; what is given as `extra` becomes a field."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
