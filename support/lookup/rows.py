"""What a list shows of a company, read without the rest of it."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Company

COLUMNS = ("id", "legal_name", "country", "city")
OF_ITS_COMPANY = tuple(f"company__{name}" for name in COLUMNS)


def company(values: Sequence[Any]) -> Company:
    """Make the company of these columns; whatever else is asked of it comes from the database then."""
    return Company.from_db(None, COLUMNS, values)
