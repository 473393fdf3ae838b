"""How a case moves, and how each step is remembered."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts import workdays
from accounts.models import Application, CaseEvent, User
from accounts.models.applications import MOVES
from cps_portal.lib import clock
from cps_portal.lib.errors import StaleDecision


def move(application: Application, act: str, **changes: Any) -> None:
    """Move a case along its table, or refuse because it is not where the person thinks it is."""
    before, after = MOVES[act]
    _moved(application, Application.objects.filter(status__in=before), status=after, **changes)


def decide(application: Application, act: str, *, by: User, seen: int, **changes: Any) -> None:
    """Move a case by the verifier who holds it and who has seen everything up to the event `seen`."""
    before, after = MOVES[act]
    newer = CaseEvent.objects.that_matter().filter(application=OuterRef("pk"), pk__gt=seen)
    held = Application.objects.filter(~Exists(newer), status__in=before, claimed_by=by)
    _moved(application, held, status=after, **changes)


def _moved(application: Application, allowed: Any, **changes: Any) -> None:
    if not allowed.filter(pk=application.pk).update(**changes):
        raise StaleDecision(what_happened(application))
    for name, value in changes.items():
        setattr(application, name, value)


def what_happened(application: Application) -> str:
    """Return the sentence that tells somebody too late what became of the case meanwhile."""
    last = CaseEvent.objects.that_matter().filter(application=application).select_related("by").last()
    if last is None:
        return _("This application has not been sent yet.")
    return _(
        "The case has changed. Last step: %(act)s, by %(who)s on %(when)s. Look at it again before you decide."
    ) % {
        "act": last.get_act_display(),
        "who": last.by or _("the applicant"),
        "when": formats.date_format(timezone.localtime(last.at), "DATETIME_FORMAT"),
    }


def remember(application: Application, act: CaseEvent.Act, *, at: datetime, **details: Any) -> CaseEvent:
    return CaseEvent.objects.create(application=application, act=act, at=at, **details)


def recompute_deadline(application: Application) -> None:
    """Compute the promise anew from the case's whole history, and whether it stands still now."""
    steps = [(event.act, clock.on(event.at)) for event in application.events.order_by("pk")]
    if application.submitted_at is None:
        raise ValueError("A draft has no promise.")
    pauses = workdays.pauses(steps)
    promised_on = workdays.promised_day(
        clock.on(application.submitted_at),
        days=settings.PROMISED_WORKING_DAYS,
        country=application.country,
        pauses=pauses,
    )
    paused_on = next((pause.from_on for pause in reversed(pauses) if pause.until_on is None), None)
    Application.objects.filter(pk=application.pk).update(promised_on=promised_on, paused_on=paused_on)
    application.promised_on, application.paused_on = promised_on, paused_on
