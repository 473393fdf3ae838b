"""What registering and ending gear does to the requests for its serial number, and how each is remembered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cps_portal.lib.errors import StaleDecision
from products import emails
from products.models import GearEvent, Registration, Transfer
from products.models.transfers import MOVES

Kind = GearEvent.Kind


def remember(
    registration: Registration, kind: GearEvent.Kind, *, at: datetime, by: User | None = None, **facts: Any
) -> GearEvent:
    """Write an event into the history of a registration."""
    return GearEvent.objects.create(registration=registration, kind=kind, at=at, by=by, facts=facts)


def move(claim: Transfer, verb: str, *, at: datetime, by: User | None, reason: str = "") -> None:
    """Take a claim along one of its moves, unless somebody was faster."""
    origins, target = MOVES[verb]
    settled = {} if target == Transfer.Status.CONTESTED else {"settled_at": at, "settled_by": by}
    changed = Transfer.objects.filter(pk=claim.pk, status__in=origins).update(
        status=target, reason=reason, **settled
    )
    if not changed:
        raise StaleDecision(_("This request has been settled meanwhile. Nothing was changed."))
    claim.refresh_from_db()


def settle_open(ended: Registration, *, by: User | None, at: datetime) -> None:
    """Free a serial number for whoever asked for it, and withdraw what the ended registration had asked for."""
    claims = Transfer.objects.open().select_related("given__product", "wanted__company", "asked_by")
    for claim in claims.filter(given=ended):
        move(claim, "free", at=at, by=None)
        remember(claim.wanted, Kind.FREED, at=at)
        emails.transfer_answered(claim)
    for claim in claims.filter(wanted=ended):
        move(claim, "withdraw", at=at, by=by)
        remember(claim.given, Kind.WITHDRAWN, at=at)
