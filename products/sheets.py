"""One registration with everything that its page tells besides its own facts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from products.models import Proof, Registration, Transfer


@dataclass(frozen=True)
class Moment:
    at: datetime
    said: str


@dataclass(frozen=True)
class Sheet:
    """The newest request that it made, the open one that was made for it, its papers and its history."""

    claim: Transfer | None
    asked: Transfer | None
    proofs: list[Proof]
    history: list[Moment]


def sheet_of(registration: Registration) -> Sheet:
    claims = list(
        Transfer.objects.filter(Q(wanted=registration) | Q(given=registration)).order_by("-pk")[:20]
    )
    made = [claim for claim in claims if claim.wanted_id == registration.pk]
    return Sheet(
        claim=made[0] if made and not registration.serial else None,
        asked=next((claim for claim in claims if claim.is_open and claim not in made), None),
        proofs=list(registration.proofs.all()),
        history=_history(registration),
    )


def _history(registration: Registration) -> list[Moment]:
    began = (
        _("Came over from your old CPS account")
        if hasattr(registration, "legacy_product")
        else _("Registered")
    )
    moments = [Moment(registration.registered_at, began)]
    if registration.completed_at:
        moments.append(Moment(registration.completed_at, _("Complete: its points count")))
    moments += [Moment(event.at, event.said) for event in registration.events.all()]
    if registration.ended_at and registration.end != Registration.End.HANDED_OVER:
        ended = _("Ended: %(end)s") % {"end": registration.get_end_display()}
        moments.append(Moment(registration.ended_at, ended))
    return sorted(moments, key=lambda moment: moment.at)
