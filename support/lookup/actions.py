"""Looking at members leaves a trace."""

from datetime import datetime

from accounts.models import Company, User
from cps_portal.lib import clock
from support.lookup.models import LookUp
from support.lookup.results import Found
from support.lookup.search import find

LONGEST = 200


def look_up(*, query: str, purpose: str, by: User, at: datetime) -> Found:
    """Find the companies that a text leads to, and note who asked, for what, and whom it led to."""
    text = query.replace("\x00", " ").strip()[:LONGEST]
    if not text:
        return Found()
    found = find(text, on=clock.on(at))
    LookUp.objects.create(by=by, at=at, purpose=purpose, query=text, company=found.only)
    return found


def open_member(*, company: Company, purpose: str, by: User, at: datetime) -> LookUp:
    """Note that somebody opened a member's page, and with it the personal data on it."""
    return LookUp.objects.create(by=by, at=at, purpose=purpose, company=company)


def note_system_look_up(*, system: str, query: str, company: Company | None, at: datetime) -> None:
    """Note that another system looked at somebody's data."""
    LookUp.objects.create(system=system, query=query, company=company, at=at)
