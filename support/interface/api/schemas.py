"""What the interface answers; the names are promises, and a new version is a new path."""

from datetime import date
from typing import Literal

from ninja import Schema

Status = Literal["active", "suspended", "not_started", "expired", "none"]


class Member(Schema):
    """A company that a membership number leads to, and its membership now."""

    number: str
    current_number: str | None
    company: str
    country: str
    status: Status
    level: str | None
    since: date | None
    valid_until: date | None


class Card(Schema):
    """Whether a card is valid now; nothing personal."""

    number: str
    is_valid: bool
    status: Status
    level: str | None
    valid_until: date | None


class Gear(Schema):
    """A registration under the serial number."""

    model: str
    serial: str
    company: str
    membership_number: str | None
    registered_on: date
    is_registered: bool
    end: str | None
