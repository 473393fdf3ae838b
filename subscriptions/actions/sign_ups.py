from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company, User
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Level
from subscriptions.actions.terms_of_use import accept_terms, demand_acceptance
from subscriptions.models import SignUp, Term, Terms


class AlreadyMember(DomainError):
    """The company has a term that is not over."""


class LevelOutOfReach(DomainError):
    """The company's points do not reach the level; the sign-up stays open to choose another."""

    def __init__(self, level: Level, missing: int) -> None:
        self.level, self.missing = level, missing
        super().__init__(
            ngettext(
                "You are %(missing)d point short of %(level)s. Choose another level or register more gear.",
                "You are %(missing)d points short of %(level)s. Choose another level or register more gear.",
                missing,
            )
            % {"missing": missing, "level": level},
            field="level",
        )


class SignUpIncomplete(DomainError):
    """A step before this one is still open."""


def demand_level(*, company: Company, level: Level) -> None:
    """Refuse a level whose minimum the company's points do not reach now."""
    missing = level.minimum - Balance.objects.points_of(company)
    if missing > 0:
        raise LevelOutOfReach(level, missing)


def demand_no_term(*, company: Company, at: datetime) -> None:
    """Refuse when the company is a member already or will be."""
    if Term.objects.of(company).not_over(on=clock.on(at)).exists():
        raise AlreadyMember(_("Your subscription is active. You need not sign up again."))


@transaction.atomic
def begin_sign_up(*, company: Company, by: User, at: datetime) -> SignUp:
    """Return the company's open sign-up, or a new one when its points reach a level and no term is running."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    demand_no_term(company=company, at=at)
    begun = SignUp.objects.open().filter(company=company).first()
    if begun is not None:
        return begun
    demand_level(company=company, level=Level.objects.earliest("minimum"))
    return SignUp.objects.create(company=company, by=by, started_at=at)


@transaction.atomic
def accept_and_begin(*, company: Company, by: User, terms: Terms, at: datetime) -> SignUp:
    """Accept the terms and begin to sign up, both or neither."""
    accept_terms(company=company, by=by, terms=terms, at=at)
    return begin_sign_up(company=company, by=by, at=at)


@transaction.atomic
def choose_level(*, sign_up: SignUp, level: Level, at: datetime) -> SignUp:
    """Put a level that the points reach on the sign-up; another level than before has to be reviewed again."""
    sign_up = open_sign_up(sign_up)
    demand_no_term(company=sign_up.company, at=at)
    demand_level(company=sign_up.company, level=level)
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
    demand_level(company=sign_up.company, level=sign_up.level)
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
    if not fresh.is_open:
        raise StaleDecision(_("This sign-up is completed. You find your membership on this page."))
    return fresh
