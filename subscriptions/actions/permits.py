"""Levels that staff allow a company for a while, whatever its points say."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from points.models import Level
from subscriptions.models import LevelPermit


@transaction.atomic
def permit_level(
    *, company: Company, level: Level, reason: str, until_on: date, by: User, at: datetime
) -> LevelPermit:
    """Let a company choose a level from today until a day, for a reason that is kept."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    today = clock.on(at)
    if not reason.strip():
        raise DomainError(_("Write down why."), field="reason")
    if until_on <= today:
        raise DomainError(_("The end must be a day to come."), field="until_on")
    others = LevelPermit.objects.filter(company=company, level=level, until_on__gt=today)
    if others.exists():
        raise DomainError(
            _("The company may choose this level already. End that permit first."), field="level"
        )
    return LevelPermit.objects.create(
        company=company, level=level, reason=reason.strip(), from_on=today, until_on=until_on, by=by, at=at
    )


def end_permit(*, permit: LevelPermit, at: datetime) -> None:
    """Let the points decide again from today on; terms that were ordered stay."""
    today = clock.on(at)
    LevelPermit.objects.filter(pk=permit.pk, until_on__gt=today).update(until_on=max(today, permit.from_on))
