"""What a member decides about the time after the running term."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import StaleDecision
from points.models import Level
from subscriptions import emails
from subscriptions.actions.places import demand_level, last_term
from subscriptions.models import RENEWAL_MOVES, RenewalChoice, Subscription, Term

Mode = Subscription.Renewal
Act = RenewalChoice.Act


@transaction.atomic
def switch_on_automatic_renewal(*, company: Company, by: User, at: datetime) -> None:
    """Let the next term be ordered by itself shortly before the running one ends."""
    _move(_last_of_member(company, at), to=Mode.AUTOMATIC, act=Act.SWITCHED_ON, by=by, at=at)


@transaction.atomic
def switch_off_automatic_renewal(*, company: Company, by: User, at: datetime) -> None:
    """Let the member order the next term by hand; nothing changes where it is not automatic."""
    term = _last_of_member(company, at)
    if term.subscription.renewal == Mode.AUTOMATIC:
        _move(term, to=Mode.BY_HAND, act=Act.SWITCHED_OFF, by=by, at=at)


@transaction.atomic
def cancel(*, company: Company, seen_until: date, by: User, at: datetime) -> None:
    """Let the membership run out at the end that the member saw; refuse when it was renewed beyond that meanwhile."""
    term = _last_of_member(company, at)
    if term.ends_on != seen_until:
        raise StaleDecision(
            _(
                "Your membership was renewed meanwhile. It now lasts until %(day)s. Look at it again before you cancel."
            )
            % {"day": date_format(term.expires_on, "DATE_FORMAT")}
        )
    choice = _move(term, to=Mode.CANCELLED, act=Act.CANCELLED, by=by, at=at)
    if choice is not None:
        emails.cancelled(term=term, choice=choice, at=at)


@transaction.atomic
def resume(*, company: Company, by: User, at: datetime) -> None:
    """Take a cancellation back; the next term is ordered by hand unless the member says otherwise."""
    term = _last_of_member(company, at)
    if term.subscription.renewal == Mode.CANCELLED:
        choice = _move(term, to=Mode.BY_HAND, act=Act.RESUMED, by=by, at=at)
        if choice is not None:
            emails.resumed(term=term, choice=choice, at=at)


@transaction.atomic
def choose_renewal_level(*, company: Company, level: Level, by: User, at: datetime) -> None:
    """Choose the level of the next term from those that the points allow now; the running one does not change."""
    term = _last_of_member(company, at)
    demand_level(company=company, level=level, at=at)
    wanted = None if level == term.level else level
    if term.subscription.renewal_level == wanted:
        return
    Subscription.objects.filter(pk=term.subscription_id).update(renewal_level=wanted)
    RenewalChoice.objects.create(subscription=term.subscription, act=Act.LEVEL, level=level, by=by, at=at)


def _last_of_member(company: Company, at: datetime) -> Term:
    """Lock the company and return its last term, or refuse when its membership is over."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    term = last_term(company, on=clock.on(at))
    if term is None:
        raise StaleDecision(_("Your membership is over. Sign up again to become a member from today."))
    return term


def _move(term: Term, *, to: Mode, act: Act, by: User, at: datetime) -> RenewalChoice | None:
    """Change how a membership ends and keep who did it; what is so already stays, and makes no second row."""
    subscription = term.subscription
    moved = Subscription.objects.filter(pk=subscription.pk, renewal__in=RENEWAL_MOVES[to]).update(renewal=to)
    if moved:
        return RenewalChoice.objects.create(subscription=subscription, act=act, by=by, at=at)
    if subscription.renewal != to:
        raise StaleDecision(_("This was changed in another window. Look at it again."))
    return None
