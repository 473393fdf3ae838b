"""What happens when time passes: an applicant is reminded, and a broken promise is told to the leads."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import emails, workdays
from accounts.actions.history import remember
from accounts.actions.links import issue_link
from accounts.models import Application, CaseEvent, User
from cps_portal.lib import clock, queue

log = logging.getLogger(__name__)
LEAD = "Lead"
AT_A_TIME = 100


def remind_silent(*, at: datetime) -> int:
    """Remind every applicant who has been silent long enough, once per asking, and return how many they were."""
    silent = Application.objects.silent_since(at - timedelta(days=settings.REMINDER_WORKING_DAYS))
    due = [case.pk for case in silent.iterator() if _has_been_silent(case, at=at)]
    return sum(_remind(pk, at=at) for pk in due)


def _has_been_silent(case: Application, *, at: datetime) -> bool:
    asked_at = timezone.localtime(case.asked_at)  # type: ignore[attr-defined]
    until = workdays.after(asked_at, days=settings.REMINDER_WORKING_DAYS, country=case.country)
    return until <= at


def _remind(pk: int, *, at: datetime) -> bool:
    """Remind one applicant, unless they answered or another worker did it meanwhile."""
    with transaction.atomic():
        held = queue.take(Application.objects.filter(pk=pk), limit=1)
        for case in Application.objects.silent_since(at).filter(pk__in=[one.pk for one in held]):
            asking = case.events.get(pk=case.asking)  # type: ignore[attr-defined]
            remember(case, CaseEvent.Act.REMINDED, at=at, reference=f"reminder:{asking.pk}")
            emails.document_reminder(case, asking, token=issue_link(to=case, at=at))
            return True
    return False


def escalate_broken(*, at: datetime) -> int:
    """Tell the leads of every promise that was broken, once per case and promise, and return how many they were."""
    leads = list(User.objects.filter(groups__name=LEAD, is_active=True, is_staff=True).order_by("pk"))
    if not leads:
        if Application.objects.overdue_unescalated(on=clock.on(at)).exists():
            log.warning("Promises are broken, and the group %s has nobody to be told.", LEAD)
        return 0
    told = 0
    while cases := _escalate(leads, at=at):
        told += len(cases)
    return told


def _escalate(leads: Sequence[User], *, at: datetime) -> list[Application]:
    broken = Application.objects.overdue_unescalated(on=clock.on(at))
    with transaction.atomic():
        held = queue.take(broken, limit=AT_A_TIME)
        # Asked again under the lock: another worker may have told of them just before it was ours.
        cases = list(broken.filter(pk__in=[case.pk for case in held]).select_related("claimed_by"))
        for case in cases:
            promise = f"promise:{case.pk}:{case.promised_on}"
            remember(case, CaseEvent.Act.ESCALATED, at=at, reference=promise)
        if cases:
            for lead in leads:
                emails.promises_broken(lead, cases)
    return cases
