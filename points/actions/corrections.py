from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from points.actions.ledger import credit
from points.cause import Cause
from points.models import MOVES, Correction

CORRECTED = gettext_noop("CPS priority support corrected your points: %(reason)s")


class SamePerson(DomainError):
    """A large correction is decided by another person than the one who proposed it."""


@dataclass(frozen=True)
class Wanted:
    """What a correction is to do: how many points, why, and since when if not from now on."""

    amount: int
    reason: str
    since_on: date | None = None

    def check(self, *, on: date) -> None:
        """Refuse what can never be booked."""
        if not self.amount:
            raise DomainError(_("Write how many points come or go."), field="amount")
        if not self.reason.strip():
            raise DomainError(_("Write the reason. The member reads it."), field="reason")
        if self.since_on and self.since_on > on:
            raise DomainError(_("This day is yet to come."), field="since_on")


@transaction.atomic
def propose_correction(*, company: Company, wanted: Wanted, key: UUID, by: User, at: datetime) -> Correction:
    """Book a small correction at once; a large one waits for a second person. The same key gives the first one."""
    wanted.check(on=clock.on(at))
    fields = _fields(company, wanted)
    correction, is_new = Correction.objects.get_or_create(
        key=key,
        defaults={
            **fields,
            "needs_two": abs(wanted.amount) > settings.CORRECTION_ALONE_MAX,
            "status": Correction.Status.PROPOSED,
            "proposed_at": at,
            "proposed_by": by,
        },
    )
    if any(getattr(correction, name) != value for name, value in fields.items()):
        raise DomainError(_("This form has been sent before, with other contents. Begin a new one."))
    if is_new and not correction.needs_two:
        _book(correction, by=by, at=at)
    return correction


def _fields(company: Company, wanted: Wanted) -> dict[str, Any]:
    return {
        "company": company,
        "amount": wanted.amount,
        "reason": wanted.reason.strip(),
        "since_on": wanted.since_on,
    }


@transaction.atomic
def approve_correction(*, correction: Correction, note: str, by: User, at: datetime) -> None:
    """Book what a colleague has proposed."""
    _require_another(correction, by)
    _book(correction, by=by, at=at, note=note)


@transaction.atomic
def refuse_correction(*, correction: Correction, note: str, by: User, at: datetime) -> None:
    """Turn down what a colleague has proposed, and say why."""
    _require_another(correction, by)
    if not note.strip():
        raise DomainError(_("Write why, so that your colleague knows."), field="note")
    _move(correction, "refuse", decided_at=at, decided_by=by, note=note.strip())


@transaction.atomic
def withdraw_correction(*, correction: Correction, note: str, by: User, at: datetime) -> None:
    """Take back what one has proposed oneself."""
    if correction.proposed_by_id != by.pk:
        raise DomainError(_("Only the person who proposed it can withdraw it. You can refuse it."))
    _move(correction, "withdraw", decided_at=at, decided_by=by, note=note.strip())


def _require_another(correction: Correction, by: User) -> None:
    if correction.proposed_by_id == by.pk:
        raise SamePerson(_("You have proposed this yourself. A second person decides it."))


def _book(correction: Correction, *, by: User, at: datetime, note: str = "") -> None:
    # The row is held before the entry is written: of two who approve at once, the second is told.
    held = Correction.objects.select_for_update(no_key=True).get(pk=correction.pk)
    if held.status not in MOVES["book"][0]:
        raise StaleDecision(_("This correction has been decided already. Look at it again."))
    since = clock.begins(held.since_on) if held.since_on else None
    entry = credit(
        company=held.company,
        amount=held.amount,
        reference=held.reference,
        cause=Cause(CORRECTED, {"reason": held.reason}, since=since),
        at=at,
        by=by,
    )
    _move(correction, "book", decided_at=at, decided_by=by, note=note.strip(), entry=entry)


def _move(correction: Correction, act: str, **changes: Any) -> None:
    """Move a correction along its table, or refuse because somebody else has decided it."""
    before, after = MOVES[act]
    changes |= {"status": after}
    if not Correction.objects.filter(pk=correction.pk, status__in=before).update(**changes):
        raise StaleDecision(_("This correction has been decided already. Look at it again."))
    for name, value in changes.items():
        setattr(correction, name, value)
