"""A membership that staff end at once: one person proposes, another one decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from subscriptions import emails
from subscriptions.actions.memberships import cut_short
from subscriptions.actions.places import last_term
from subscriptions.models import WITHDRAWAL_MOVES, SignUp, Subscription, Term, Withdrawal

Status = Withdrawal.Status


class TwoPeopleNeeded(DomainError):
    """Nobody approves what they proposed themselves."""


@transaction.atomic
def propose_withdrawal(
    *, subscription: Subscription, reason: str, note: str, by: User, at: datetime
) -> Withdrawal:
    """Propose to end a membership at once; nothing happens to it until another person approves."""
    company = Company.objects.select_for_update(no_key=True).get(pk=subscription.company_id)
    if last_term(company, on=clock.on(at)) is None:
        raise StaleDecision(_("This membership is over already."))
    if not note.strip():
        raise DomainError(_("Write down why, for the colleague who decides."), field="note")
    if Withdrawal.objects.open().filter(subscription=subscription).exists():
        raise StaleDecision(_("A colleague has proposed this already."))
    return Withdrawal.objects.create(
        subscription=subscription,
        reason=Withdrawal.Reason(reason),
        note=note.strip(),
        proposed_by=by,
        proposed_at=at,
    )


@transaction.atomic
def approve_withdrawal(*, withdrawal: Withdrawal, by: User, at: datetime) -> None:
    """End the membership today, with all that was ordered after it; its unused days are credited."""
    company = Company.objects.select_for_update(no_key=True).get(pk=withdrawal.subscription.company_id)
    if withdrawal.proposed_by_id == by.pk:
        raise TwoPeopleNeeded(_("You proposed this yourself. A colleague has to approve it."))
    _decide(withdrawal, to=Status.APPROVED, by=by, at=at)
    cut = cut_short(company=company, cut=Term.Cut.WITHDRAWN, at=at)
    if not cut:
        raise StaleDecision(_("This membership is over already."))
    Subscription.objects.filter(pk=withdrawal.subscription_id).update(
        renewal=Subscription.Renewal.BY_HAND, renewal_level=None
    )
    SignUp.objects.open().filter(company=company).update(given_up_at=at)
    emails.withdrawn(withdrawal=withdrawal, cut=cut, at=at)


@transaction.atomic
def reject_withdrawal(*, withdrawal: Withdrawal, by: User, at: datetime) -> None:
    """Leave the membership as it is; whoever proposed to end it may take that back in this way, too."""
    _decide(withdrawal, to=Status.REJECTED, by=by, at=at)


def _decide(withdrawal: Withdrawal, *, to: Status, by: User, at: datetime) -> None:
    decided = Withdrawal.objects.filter(pk=withdrawal.pk, status__in=WITHDRAWAL_MOVES[to]).update(
        status=to, decided_by=by, decided_at=at
    )
    if not decided:
        raise StaleDecision(_("A colleague has decided about this already."))
