"""The mails of a membership, one function each; every one goes through `_tell`, once for each cause."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.notifications import MEMBERSHIP, NEWS
from cps_portal.lib import clock, mail
from points.models import Level
from subscriptions.membership import membership_of
from subscriptions.models import (
    Fall,
    Invitation,
    Notice,
    RenewalChoice,
    Suspension,
    Term,
    Withdrawal,
)
from subscriptions.renewal import renewal_of

Kind = Notice.Kind
OVERVIEW = "subscriptions:overview"


# What a person may switch off; every other mail belongs to the contract.
WANTED = {
    Kind.INVITATION: NEWS,
    Kind.INVITATION_REMINDER: NEWS,
    Kind.RENEWAL_REMINDER: MEMBERSHIP,
    Kind.POINTS_FELL: MEMBERSHIP,
}


def is_wanted(kind: str, *, by: User) -> bool:
    """Return whether a person gets mails of this kind."""
    notification = WANTED.get(Kind(kind))
    return notification is None or by.wants(notification)


def _tell(notice: Notice, *, template: str, page: str, context: Mapping[str, Any]) -> None:
    """Mail the owner what has happened, once for each cause; what the owner does not want is noted without a mail."""
    with transaction.atomic():
        told, is_new = Notice.objects.get_or_create(
            reference=notice.reference,
            defaults={
                "company": notice.company,
                "kind": notice.kind,
                "term": notice.term,
                "invitation": notice.invitation,
                "step": notice.step,
                "at": notice.at,
            },
        )
        if not is_new:
            return
        owner = notice.company.owner
        if not is_wanted(notice.kind, by=owner):
            return
        link = f"{settings.SITE_URL}{reverse(page)}"
        told.mail = mail.send(
            f"subscriptions/email/{template}",
            to=owner.email,
            language=owner.language,
            context={"name": owner.name, "company": notice.company, "link": link, **context},
        )
        told.save(update_fields=["mail"])


def _about(term: Term, kind: str, at: datetime, *parts: object) -> Notice:
    reference = ":".join(str(part) for part in (kind.replace(" ", "-"), *(parts or (term.pk,))))
    return Notice(company=term.subscription.company, kind=kind, reference=reference, term=term, at=at)


def _facts(term: Term) -> dict[str, Any]:
    return {"term": term, "number": term.subscription.number}


def invited(*, invitation: Invitation, at: datetime) -> None:
    _invite(invitation, kind=Kind.INVITATION, template="invited", points=invitation.points, at=at)


def invitation_reminder(*, invitation: Invitation, at: datetime) -> None:
    points = membership_of(company=invitation.company, on=clock.on(at)).points
    _invite(invitation, kind=Kind.INVITATION_REMINDER, template="invited_again", points=points, at=at)


def _invite(invitation: Invitation, *, kind: str, template: str, points: int, at: datetime) -> None:
    notice = Notice(
        company=invitation.company,
        kind=kind,
        reference=f"{kind.replace(' ', '-')}:{invitation.pk}",
        invitation=invitation,
        at=at,
    )
    facts = {
        "points": points,
        "levels": list(Level.objects.reached_with(points)),
        "months": settings.TERM_MONTHS,
    }
    _tell(notice, template=template, page="subscriptions:sign_up", context=facts)


def started(*, term: Term, at: datetime) -> None:
    _tell(_about(term, Kind.STARTED, at), template="started", page=OVERVIEW, context=_facts(term))


def renewed(*, term: Term, at: datetime) -> None:
    facts = {**_facts(term), "by_itself": term.sign_up_id is None}
    _tell(_about(term, Kind.RENEWED, at), template="renewed", page=OVERVIEW, context=facts)


def renewal_reminder(*, term: Term, step: int, at: datetime) -> None:
    company = term.subscription.company
    with translation.override(company.owner.language):  # What is in the way is a sentence already.
        renewal = renewal_of(membership_of(company=company, on=clock.on(at)))
    notice = _about(term, Kind.RENEWAL_REMINDER, at, term.pk, step)
    notice.step = step
    facts = {**_facts(term), "renewal": renewal, "days": term.days_left(on=clock.on(at))}
    _tell(notice, template="renewal_reminder", page=OVERVIEW, context=facts)


def renewal_held_up(*, term: Term, level: Level, reason: str, at: datetime) -> None:
    facts = {**_facts(term), "level": level, "reason": reason}
    _tell(_about(term, Kind.RENEWAL_HELD_UP, at), template="renewal_held_up", page=OVERVIEW, context=facts)


def upgraded(*, term: Term, cut: Sequence[Term], at: datetime) -> None:
    facts = {**_facts(term), "before": cut[0], "unused_days": sum(one.unused_days for one in cut)}
    _tell(_about(term, Kind.UPGRADED, at), template="upgraded", page=OVERVIEW, context=facts)


def cancelled(*, term: Term, choice: RenewalChoice, at: datetime) -> None:
    notice = _about(term, Kind.CANCELLED, at, choice.pk)
    _tell(notice, template="cancelled", page=OVERVIEW, context=_facts(term))


def resumed(*, term: Term, choice: RenewalChoice, at: datetime) -> None:
    notice = _about(term, Kind.RESUMED, at, choice.pk)
    _tell(notice, template="resumed", page=OVERVIEW, context=_facts(term))


def withdrawn(*, withdrawal: Withdrawal, cut: Sequence[Term], at: datetime) -> None:
    facts = {
        **_facts(cut[0]),
        "withdrawal": withdrawal,
        "today": clock.on(at),
        "unused_days": sum(one.unused_days for one in cut),
    }
    notice = _about(cut[0], Kind.WITHDRAWN, at, withdrawal.pk)
    _tell(notice, template="withdrawn", page=OVERVIEW, context=facts)


def suspended(*, suspension: Suspension, at: datetime) -> None:
    notice = _about(suspension.term, Kind.SUSPENDED, at, suspension.pk)
    _tell(notice, template="suspended", page="billing:invoices", context=_facts(suspension.term))


def restored(*, suspension: Suspension, at: datetime) -> None:
    _given_back(suspension, at)


def relieved(*, suspension: Suspension, at: datetime) -> None:
    """Tell that the benefits are back because there is more time to pay."""
    _given_back(suspension, at, has_time=True)


def _given_back(suspension: Suspension, at: datetime, **more: Any) -> None:
    notice = _about(suspension.term, Kind.RESTORED, at, suspension.pk)
    _tell(notice, template="restored", page=OVERVIEW, context={**_facts(suspension.term), **more})


def points_fell(*, fall: Fall, at: datetime) -> None:
    membership = membership_of(company=fall.term.subscription.company, on=clock.on(at))
    facts = {**_facts(fall.term), "points": membership.points, "levels": membership.reached}
    notice = _about(fall.term, Kind.POINTS_FELL, at, fall.pk)
    _tell(notice, template="points_fell", page="products:list", context=facts)
