from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Level
from subscriptions.actions.places import (
    LevelOutOfReach,
    demand_level,
    demand_no_term,
    demand_place,
    demand_renewable,
    demand_some_level,
    demand_upgradable,
    last_term,
)
from subscriptions.actions.terms_of_use import accept_terms, demand_acceptance
from subscriptions.models import SignUp, Terms

Kind = SignUp.Kind


class SignUpIncomplete(DomainError):
    """A step before this one is still open."""


@transaction.atomic
def begin_sign_up(*, company: Company, by: User, at: datetime) -> SignUp:
    """Return the company's open sign-up, or a new one when a level is in reach and no term is running."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    demand_no_term(company=company, at=at)
    begun = _begun(company, Kind.NEW, at=at)
    if begun is not None:
        return begun
    demand_some_level(company=company, at=at)
    return SignUp.objects.create(company=company, by=by, started_at=at)


@transaction.atomic
def accept_and_begin(*, company: Company, by: User, terms: Terms, at: datetime) -> SignUp:
    """Accept the terms and begin to sign up, both or neither."""
    accept_terms(company=company, by=by, terms=terms, at=at)
    return begin_sign_up(company=company, by=by, at=at)


@transaction.atomic
def begin_renewal(*, company: Company, by: User, at: datetime) -> SignUp:
    """Begin to order the term after the running one, or return what was begun; the level is the one chosen for it."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    last = last_term(company, on=clock.on(at))
    if last is None:
        raise StaleDecision(_("Your membership is over. Sign up again to become a member from today."))
    demand_renewable(term=last, at=at)
    begun = _begun(company, Kind.RENEWAL, at=at)
    if begun is not None:
        return begun
    wanted = last.subscription.renewal_level or last.level
    level = wanted if _is_allowed(company, wanted, at) else None
    return SignUp.objects.create(company=company, by=by, kind=Kind.RENEWAL, level=level, started_at=at)


@transaction.atomic
def begin_upgrade(*, company: Company, level: Level, by: User, at: datetime) -> SignUp:
    """Begin to order a higher level from today on, or choose another one for what was begun."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if last_term(company, on=clock.on(at)) is None:
        raise StaleDecision(_("Your membership is over. Sign up again to become a member from today."))
    demand_upgradable(company=company, level=level, at=at)
    demand_level(company=company, level=level, at=at)
    begun = _begun(company, Kind.UPGRADE, at=at)
    if begun is not None:
        return choose_level(sign_up=begun, level=level, at=at)
    return SignUp.objects.create(company=company, by=by, kind=Kind.UPGRADE, level=level, started_at=at)


def _begun(company: Company, kind: str, *, at: datetime) -> SignUp | None:
    """Return the open sign-up of a kind; one of another kind is given up, for a company is on one way at a time."""
    SignUp.objects.open().filter(company=company).exclude(kind=kind).update(given_up_at=at)
    return SignUp.objects.open().filter(company=company).first()


def _is_allowed(company: Company, level: Level, at: datetime) -> bool:
    try:
        demand_level(company=company, level=level, at=at)
    except LevelOutOfReach:
        return False
    return True


@transaction.atomic
def give_up(*, sign_up: SignUp, at: datetime) -> None:
    """Stop a sign-up of which nothing is ordered yet; one that is completed or given up stays as it is."""
    SignUp.objects.open().filter(pk=sign_up.pk).update(given_up_at=at)


@transaction.atomic
def choose_level(*, sign_up: SignUp, level: Level, at: datetime) -> SignUp:
    """Put a level that the points reach on the sign-up; another level than before has to be reviewed again."""
    sign_up = open_sign_up(sign_up)
    demand_place(sign_up=sign_up, level=level, at=at)
    demand_level(company=sign_up.company, level=level, at=at)
    if sign_up.level_id != level.pk:
        sign_up.level, sign_up.reviewed_at = level, None
        sign_up.save(update_fields=["level", "reviewed_at"])
    return sign_up


@transaction.atomic
def review(*, sign_up: SignUp, purchase_order: str, at: datetime) -> SignUp:
    """Record that the company has checked what it orders; payment is what is left."""
    sign_up = open_sign_up(sign_up)
    demand_acceptance(company=sign_up.company, at=at)
    if sign_up.level is None:
        raise SignUpIncomplete(_("Choose a level first."))
    demand_place(sign_up=sign_up, level=sign_up.level, at=at)
    demand_level(company=sign_up.company, level=sign_up.level, at=at)
    sign_up.purchase_order, sign_up.reviewed_at = purchase_order.strip(), at
    sign_up.save(update_fields=["purchase_order", "reviewed_at"])
    return sign_up


@transaction.atomic
def accept_and_review(
    *, sign_up: SignUp, by: User, terms: Terms, purchase_order: str, at: datetime
) -> SignUp:
    """Accept terms that are newer than the sign-up, and record the review, both or neither."""
    accept_terms(company=sign_up.company, by=by, terms=terms, at=at)
    return review(sign_up=sign_up, purchase_order=purchase_order, at=at)


def open_sign_up(sign_up: SignUp) -> SignUp:
    """Lock the sign-up and return it as it is now, or refuse when it is completed."""
    fresh = (
        SignUp.objects.select_for_update(of=("self",)).select_related("company", "level").get(pk=sign_up.pk)
    )
    if fresh.given_up_at is not None:
        raise StaleDecision(_("This order was given up. You find on this page where your membership stands."))
    if not fresh.is_open:
        raise StaleDecision(_("This sign-up is completed. You find your membership on this page."))
    return fresh
