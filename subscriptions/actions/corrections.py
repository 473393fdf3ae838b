from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Company, User
from points import actions as points
from points.actions import Wanted
from points.models import Correction
from subscriptions.actions.invitations import invite_if_eligible


@transaction.atomic
def correct_points(*, company: Company, wanted: Wanted, key: UUID, by: User, at: datetime) -> Correction:
    """Correct a company's points, at once or by proposal, with what follows from it for the invitation."""
    correction = points.propose_correction(company=company, wanted=wanted, key=key, by=by, at=at)
    if not correction.is_waiting:
        invite_if_eligible(company=company, at=at)
    return correction


@transaction.atomic
def approve_correction(*, correction: Correction, note: str, by: User, at: datetime) -> None:
    """Book what a colleague has proposed, with what follows from it for the invitation."""
    points.approve_correction(correction=correction, note=note, by=by, at=at)
    invite_if_eligible(company=correction.company, at=at)
