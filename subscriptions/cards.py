"""The card of a member: the signed links behind its code, and what a service centre learns from one.

A link holds the membership number and its last moment, both signed, and nothing else. The one on a screen rotates: it
is over after one to two times CPS_CARD_LINK_MINUTES. The one on paper lasts as long as the term for which it was
printed; afterwards it says that the card has expired, even if the member has a newer one. A number that was replaced
never makes a card valid again.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import segno
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import Company
from cps_portal.lib import clock, codes
from points.models import Level
from subscriptions.membership import Membership, membership_of
from subscriptions.models import MembershipNumber, Term

Kind = MembershipNumber.Kind
ON_SCREEN, ON_PAPER = "s", "p"
LETTERS = 4


class LinkUnknown(Exception):
    """The link is not one of ours, or was on a screen too long ago: nobody learns which."""


@dataclass(frozen=True)
class Link:
    """What a link says: whose card, and the last day on which a printed one is good."""

    number: str
    last_on: date | None


@dataclass(frozen=True)
class Check:
    """What a service centre sees of a card, and all that it sees."""

    is_valid: bool
    is_suspended: bool
    level: Level
    until: date
    initials: str


def screen_link(number: MembershipNumber, *, at: datetime) -> str:
    """Return the link that is shown on a screen; within a quarter of an hour it stays the same."""
    seconds = settings.CARD_LINK_MINUTES * 60
    over = (int(at.timestamp()) // seconds + 2) * seconds
    return _address(f"{number.pk}{ON_SCREEN}{over}")


def paper_link(term: Term) -> str:
    """Return the link that is printed on the card of a term."""
    return _address(f"{term.subscription.number_id}{ON_PAPER}{term.expires_on:%Y%m%d}")


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="subscriptions.card")


def _address(said: str) -> str:
    return f"{settings.SITE_URL}{reverse('subscriptions:check', args=[_signer().sign(said)])}"


def read(token: str, *, at: datetime) -> Link:
    """Read the token of a link, or raise LinkUnknown."""
    try:
        said = _signer().unsign(token)
    except signing.BadSignature:
        raise LinkUnknown from None
    number, kind, when = said[:9], said[9], said[10:]
    if kind == ON_PAPER:
        return Link(number, date(int(when[:4]), int(when[4:6]), int(when[6:])))
    if at.timestamp() >= int(when):
        raise LinkUnknown
    return Link(number, None)


def checked(token: str, *, at: datetime) -> Check:
    """Say what a service centre may know of the card behind a link, or raise LinkUnknown."""
    link, today = read(token, at=at), clock.on(at)
    number = MembershipNumber.objects.select_related("company").filter(pk=link.number).first()
    if number is None:
        raise LinkUnknown
    last = _last_day(number, link)
    membership = membership_of(company=number.company, on=min(today, last or today))
    if membership.level is None and not membership.was_member:
        raise LinkUnknown
    return _said(membership, is_over=last is not None and last < today)


def _last_day(number: MembershipNumber, link: Link) -> date | None:
    """Return the last day of the card: that of its paper, or the one before its number was replaced."""
    if number.kind == Kind.CURRENT:
        return link.last_on
    current = MembershipNumber.objects.filter(company=number.company_id, kind=Kind.CURRENT).first()
    if current is None:
        raise LinkUnknown
    replaced = clock.on(current.since_at) - timedelta(days=1)
    return min(replaced, link.last_on or replaced)


def _said(membership: Membership, *, is_over: bool) -> Check:
    assert membership.term is not None
    return Check(
        is_valid=membership.is_valid and not is_over,
        is_suspended=membership.suspended_since is not None and not is_over,
        level=membership.term.level,
        until=membership.term.expires_on,
        initials=initials(membership.company),
    )


def initials(company: Company) -> str:
    """Return the first letters of a company's name, as many as tell it from the customer at the next counter."""
    words = re.findall(r"\w+", company.legal_name)
    return " ".join(f"{word[0].upper()}." for word in words[:LETTERS])


def picture(link: str) -> SafeString:
    """Draw the code that leads to a link, as SVG."""
    return codes.drawn(segno.make_qr(link, error="m"), svgclass=None)
