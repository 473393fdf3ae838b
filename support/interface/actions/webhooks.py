"""Other systems are told what happened to memberships: found by query, written once, offered until taken."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.models import User
from cps_portal.lib import clock, queue
from cps_portal.lib.errors import DomainError
from subscriptions.models import Suspension, Term
from subscriptions.models.memberships import TermQuerySet
from support.interface import webhook_client
from support.interface.models import Announcement, Delivery, Endpoint

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440)]
BATCH = 500
Kind = Announcement.Kind


def demand_new_address(*, url: str) -> None:
    """Refuse an address that is not encrypted, or that is told already."""
    if settings.PRODUCTION and urlsplit(url).scheme != "https":
        raise DomainError(_("An endpoint needs https."), field="url")
    if Endpoint.objects.open().filter(url=url).exists():
        raise DomainError(_("This address is told already."), field="url")


def open_endpoint(*, url: str, by: User, at: datetime) -> Endpoint:
    """Tell an address of another system from now on; the secret with which it is told is the endpoint's."""
    demand_new_address(url=url)
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    return Endpoint.objects.create(url=url, secret=secret, by=by, created_at=at)


def close_endpoint(*, endpoint: Endpoint, at: datetime) -> None:
    """Tell an address nothing more, not even what waits for it."""
    with transaction.atomic():
        Endpoint.objects.open().filter(pk=endpoint.pk).update(closed_at=at)
        Delivery.objects.filter(endpoint=endpoint, delivered_at=None).update(due_at=None)


def announce(*, at: datetime) -> int:
    """Write down what has happened since the first open endpoint, once each, and return how much it was."""
    first = Endpoint.objects.open().aggregate(first=Min("created_at"))["first"]
    if first is None:
        return 0
    return sum(_announced(*news, at=at) for news in _news(first, at))


def _news(since: datetime, at: datetime) -> Iterator[tuple[str, Term, Suspension | None]]:
    today, first = clock.on(at), clock.on(since)
    for term in _untold(Kind.STARTED).lasting().filter(_begun(first, today), created_at__gte=since)[:BATCH]:
        yield Kind.STARTED, term, None
    over = _untold(Kind.ENDED).filter(~Exists(_following()), ends_on__lte=today)
    for term in over.filter(_mattered(first))[:BATCH]:
        yield Kind.ENDED, term, None
    for suspension in _suspensions(Kind.SUSPENDED).filter(from_at__gte=since)[:BATCH]:
        yield Kind.SUSPENDED, suspension.term, suspension
    for suspension in _suspensions(Kind.RESTORED).filter(until_at__gte=since)[:BATCH]:
        yield Kind.RESTORED, suspension.term, suspension


def _begun(first: date, today: date) -> Q:
    return Q(starts_on__gte=first, starts_on__lte=today)


def _mattered(first: date) -> Q:
    """A term that was cut short on its first day made no member: its end is told where its start was."""
    started = Announcement.objects.filter(kind=Kind.STARTED, term=OuterRef("pk"))
    return Q(ends_on__gt=Greatest(F("starts_on"), first)) | Q(Exists(started))


def _following() -> Any:
    """The term with which the membership goes on without a gap."""
    return Term.objects.filter(
        subscription=OuterRef("subscription"),
        starts_on__lte=OuterRef("ends_on"),
        ends_on__gt=OuterRef("ends_on"),
    )


def _untold(kind: str) -> TermQuerySet:
    told = Announcement.objects.filter(kind=kind, term=OuterRef("pk"))
    terms = Term.objects.filter(~Exists(told)).order_by("pk")
    return terms.select_related("level", "subscription__company")


def _suspensions(kind: str) -> Any:
    told = Announcement.objects.filter(kind=kind, suspension=OuterRef("pk"))
    suspensions = Suspension.objects.filter(~Exists(told)).order_by("pk")
    return suspensions.select_related("term__level", "term__subscription__company")


def _announced(kind: str, term: Term, suspension: Suspension | None, *, at: datetime) -> bool:
    with transaction.atomic():
        announcement, is_new = Announcement.objects.get_or_create(
            kind=kind,
            term=term,
            suspension=suspension,
            defaults={
                "company": term.subscription.company,
                "payload": _payload(kind, term),
                "created_at": at,
            },
        )
        if is_new:
            Delivery.objects.bulk_create(
                Delivery(endpoint=endpoint, announcement=announcement, due_at=at)
                for endpoint in Endpoint.objects.open().filter(created_at__lte=at)
            )
            queue.wake("support.interface.tasks.deliver_announcements")
    return is_new


def _payload(kind: str, term: Term) -> dict[str, Any]:
    """What is told: the number leads to the rest, for whoever may ask."""
    return {
        "type": kind,
        "membership_number": term.subscription.number_id,
        "level": term.level.code,
        "starts_on": str(term.starts_on),
        "valid_until": str(term.expires_on),
    }


def deliver_announcements(*, at: datetime) -> int:
    """Offer everything that is due to its endpoint, and return how many offers were made."""
    offered = 0
    while delivery := _claim(at=at):
        announcement = delivery.announcement
        payload = {"id": f"evt_{announcement.pk}", "created": announcement.created_at.isoformat()}
        outcome = webhook_client.post(
            url=delivery.endpoint.url,
            secret=delivery.endpoint.secret,
            payload={**payload, **announcement.payload},
            at=at,
        )
        _write(delivery, outcome, at=at)
        offered += 1
    return offered


def _claim(*, at: datetime) -> Delivery | None:
    """Take one by moving its next turn ahead, so that no lock is held while the other side thinks."""
    due = Delivery.objects.due(at=at).select_related("announcement", "endpoint")
    with transaction.atomic():
        for delivery in queue.take(due, limit=1):
            pause = PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
            delivery.due_at = at + pause if pause else None
            delivery.attempts += 1
            delivery.save(update_fields=["due_at", "attempts"])
            return delivery
    return None


def _write(delivery: Delivery, outcome: webhook_client.Outcome, *, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk, delivered_at=None).update(
        status=outcome.status,
        problem=outcome.problem,
        delivered_at=at if outcome.is_taken else None,
    )


def offer_again(*, delivery: Delivery, at: datetime) -> None:
    """Begin anew with a delivery that was given up."""
    open_ones = Delivery.objects.filter(pk=delivery.pk, delivered_at=None, endpoint__closed_at=None)
    if not open_ones.update(due_at=at, attempts=0):
        raise DomainError(_("It was delivered, or its endpoint is closed."))
    queue.wake("support.interface.tasks.deliver_announcements")
