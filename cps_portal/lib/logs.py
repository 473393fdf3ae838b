"""Log lines for operators: as JSON or as text, and without personal data in either."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What a mailed link or a draft's address carries: long, and with no meaning but to open something.
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_:-]{22,}(?=[/?\s\"'<]|$)")

# PostgreSQL repeats the whole row that it refused: names, numbers, addresses.
ROW = re.compile(r"^DETAIL:.*$", re.MULTILINE)


def masked(text: str) -> str:
    """Return the text without e-mail addresses and without the secrets of links."""
    return SECRET.sub("[secret]", EMAIL.sub("[e-mail]", text))


class WithoutRows(logging.Formatter):
    """Tracebacks without the row that the database refused."""

    def formatException(self, ei: Any) -> str:
        return ROW.sub("DETAIL: [row]", super().formatException(ei))


class Lines(WithoutRows):
    """One line for people."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class Json(WithoutRows, JsonFormatter):
    """One object a line for a log collector; what is given as `extra` becomes a field."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
