from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from accounts.models import Company
from cps_portal.lib import clock
from points.models import Balance, Level
from subscriptions import emails
from subscriptions.models import Invitation, Notice, Term


@transaction.atomic
def invite_if_eligible(*, company: Company, at: datetime) -> None:
    """Invite a company that has just reached the lowest level, and forget the crossing of one that fell below."""
    # Two registrations at once must not both see the crossing; foreign keys to the company stay possible.
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    points = Balance.objects.points_of(company)
    reached = Level.objects.reached_with(points).exists()
    crossing = Invitation.objects.standing().filter(company=company).first()
    if reached and crossing is None:
        _invite(company=company, points=points, at=at)
    elif crossing is not None and not reached:
        Invitation.objects.filter(pk=crossing.pk).update(fell_below_at=at, ended_at=Coalesce("ended_at", at))


def _invite(*, company: Company, points: int, at: datetime) -> None:
    invitation = Invitation.objects.create(company=company, points=points, crossed_at=at)
    if Term.objects.of(company).running(on=clock.on(at)).exists():
        Invitation.objects.filter(pk=invitation.pk).update(ended_at=at)
        return
    if emails.is_wanted(Notice.Kind.INVITATION, by=company.owner):
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=at)
        emails.invited(invitation=invitation, at=at)
