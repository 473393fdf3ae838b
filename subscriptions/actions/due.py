"""What memberships need when its day has come: done once, whatever day it should have been."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from accounts.models import Company
from cps_portal.lib import clock, queue
from cps_portal.lib.errors import DomainError
from points.models import Balance
from subscriptions import due, emails
from subscriptions.actions.memberships import add_successor
from subscriptions.actions.places import demand_level, demand_renewable
from subscriptions.actions.terms_of_use import demand_acceptance
from subscriptions.models import Fall, SignUp, Subscription, Term


def do_due(*, at: datetime) -> None:
    """Renew what renews itself, then remind, then warn."""
    on = clock.on(at)
    _each(due.due_renewals(on=on), partial(renew_if_due, at=at))
    for step, terms in due.due_reminders(on=on):
        _each(terms, partial(_remind, step=step, at=at))
    _each(due.due_invitation_reminders(on=on), partial(_remind_invited, at=at))
    _each(due.fallen(on=on), partial(_warn, at=at))
    _each(due.recovered(on=on), partial(_note_recovery, at=at))


def _each(rows: QuerySet[Any], act: Callable[[int], None]) -> None:
    keys = rows.order_by("pk").values_list("pk", flat=True)
    queue.sweep_keys(keys, transaction.atomic(act), what=rows.model._meta.label)


@transaction.atomic
def renew_if_due(term_pk: int, *, at: datetime) -> None:
    """Order the next term of a membership that renews itself, or tell the member once what stands in the way."""
    company = Company.objects.get(subscription__terms=term_pk)
    # Whoever holds the company is deciding about it: the next sweep sees what came of that.
    free = Company.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=company.pk)
    if not free.exists():
        return
    found = due.due_renewals(on=clock.on(at)).filter(pk=term_pk)
    term = found.select_related("level", "subscription__company", "subscription__renewal_level").first()
    if term is not None:
        with translation.override(company.owner.language):
            _renew(term, at=at)


def _renew(term: Term, *, at: datetime) -> None:
    company, level = term.subscription.company, term.subscription.renewal_level or term.level
    try:
        demand_renewable(term=term, at=at)
        demand_level(company=company, level=level, at=at)
        demand_acceptance(company=company, at=at)
    except DomainError as refusal:
        emails.renewal_held_up(term=term, level=level, reason=refusal.message, at=at)
        return
    successor = add_successor(term=term, level=level, at=at)
    Subscription.objects.filter(pk=term.subscription_id).update(renewal_level=None)
    SignUp.objects.open().filter(company=company, kind=SignUp.Kind.RENEWAL).update(given_up_at=at)
    emails.renewed(term=successor, at=at)


def _remind(term_pk: int, *, step: int, at: datetime) -> None:
    """Remind under the lock that a renewal or a cancellation takes, too."""
    Company.objects.select_for_update(no_key=True, of=("self",)).get(subscription__terms=term_pk)
    found = dict(due.due_reminders(on=clock.on(at)))[step].filter(pk=term_pk)
    for term in found.select_related("level", "subscription__company", "subscription__number"):
        emails.renewal_reminder(term=term, step=step, at=at)


def _remind_invited(pk: int, *, at: datetime) -> None:
    for invitation in queue.take(due.due_invitation_reminders(on=clock.on(at)).filter(pk=pk)):
        emails.invitation_reminder(invitation=invitation, at=at)


def _warn(term_pk: int, *, at: datetime) -> None:
    for term in queue.take(Term.objects.filter(pk__in=due.fallen(on=clock.on(at)).filter(pk=term_pk))):
        points = Balance.objects.points_of(term.subscription.company)
        fall = Fall.objects.create(term=term, points=points, fell_at=at)
        emails.points_fell(fall=fall, at=at)


def _note_recovery(pk: int, *, at: datetime) -> None:
    Fall.objects.standing().filter(pk=pk).update(recovered_at=at)
