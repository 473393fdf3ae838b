"""A case as its applicant may see it: what happened when, without who did it and without private notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Application, CaseEvent

Act = CaseEvent.Act


@dataclass(frozen=True)
class Moment:
    """One point of the timeline; `at` is empty for what is still to come."""

    text: str
    at: datetime | None = None
    details: str = ""
    is_now: bool = False
    by_on: date | None = None


def moments(application: Application, events: Sequence[CaseEvent]) -> list[Moment]:
    first_look = next((event for event in events if event.act == Act.CLAIMED), None)
    told = [event for event in events if event.act != Act.CLAIMED or event is first_look]
    past = [moment for event in told if (moment := _past(event)) is not None]
    return [*past, *_coming(application)]


def last_request(events: Sequence[CaseEvent]) -> CaseEvent | None:
    return next((event for event in reversed(events) if event.act == Act.ASKED), None)


def rejection(events: Sequence[CaseEvent]) -> CaseEvent | None:
    return next((event for event in reversed(events) if event.act == Act.REJECTED), None)


def _past(event: CaseEvent) -> Moment | None:
    texts = {
        Act.SUBMITTED: _("You sent the application."),
        Act.CLAIMED: _("Somebody began to check it."),
        Act.ASKED: _("We asked you for a better document."),
        Act.REMINDED: _("We reminded you of the document."),
        Act.ANSWERED: _("You sent a better document."),
        Act.APPROVED: _("Your account was approved."),
        Act.REJECTED: _("The application was declined."),
        Act.TURNED: _("We know this company already, and have asked its owner whether you may join."),
        Act.LET_IN: _("The owner let you in."),
        Act.KEPT_OUT: _("The owner declined."),
    }
    if event.act not in texts:
        return None
    details = event.get_reason_display() if event.act in (Act.ASKED, Act.REJECTED) else ""
    return Moment(texts[Act(event.act)], event.at, details)


def _coming(application: Application) -> list[Moment]:
    promised = None if application.is_waiting else application.promised_on
    decision = Moment(_("Our decision, by e-mail."), by_on=promised)
    if application.is_waiting:
        return [Moment(_("We wait for your document."), is_now=True), decision]
    if application.is_open:
        return [Moment(_("We check your application."), is_now=True), decision]
    if application.status == Application.Status.APPROVED:
        return [
            Moment(
                _("Log in. The first time, set your password with the link that we mailed you."), is_now=True
            )
        ]
    if application.is_joining and application.join_request.is_standing:
        return [Moment(_("We wait for the owner’s answer."), is_now=True)]
    return []
