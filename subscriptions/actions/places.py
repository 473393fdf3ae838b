"""Where on the calendar an order may put its term, and at which level; asked at every step, decided under the lock."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision
from points.models import Balance, Level
from subscriptions.models import LevelPermit, SignUp, Term
from subscriptions.renewal import opens_on

Kind = SignUp.Kind


class AlreadyMember(DomainError):
    """The company has a term that is not over."""


class AlreadyRenewed(StaleDecision):
    """The term after the running one is ordered already."""


class NotYet(DomainError):
    """The renewal window has not opened."""


class NoHigherLevel(DomainError):
    """The level is not above that of the running term."""


class BenefitsSuspended(DomainError):
    """Nothing can be ordered while an invoice is overdue."""


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


def demand_level(*, company: Company, level: Level, at: datetime) -> None:
    """Refuse a level whose minimum the company's points do not reach now, unless staff allow it."""
    missing = level.minimum - Balance.objects.points_of(company)
    permits = LevelPermit.objects.in_force(on=clock.on(at)).filter(company=company, level=level)
    if missing > 0 and not permits.exists():
        raise LevelOutOfReach(level, missing)


def demand_some_level(*, company: Company, at: datetime) -> None:
    """Refuse a company whom neither its points nor staff allow any level."""
    if not LevelPermit.objects.in_force(on=clock.on(at)).filter(company=company).exists():
        demand_level(company=company, level=Level.objects.earliest("minimum"), at=at)


def demand_no_term(*, company: Company, at: datetime) -> None:
    """Refuse when the company is a member already or will be."""
    if Term.objects.of(company).not_over(on=clock.on(at)).exists():
        raise AlreadyMember(_("Your subscription is active. You need not sign up again."))


def last_term(company: Company, *, on: date) -> Term | None:
    """Return the last term that is not over, running or to come."""
    terms = Term.objects.of(company).not_over(on=on).select_related("level", "subscription__number")
    return terms.order_by("-starts_on", "-pk").first()


def demand_renewable(*, term: Term, at: datetime) -> None:
    """Refuse to order the term after this one before its time, twice, or while an invoice is overdue."""
    today = clock.on(at)
    if term.starts_on > today:
        raise AlreadyRenewed(
            _("Your next term is ordered already. It begins on %(day)s.")
            % {"day": date_format(term.starts_on, "DATE_FORMAT")}
        )
    if today < opens_on(term):
        raise NotYet(
            _("You can renew from %(day)s on.") % {"day": date_format(opens_on(term), "DATE_FORMAT")}
        )
    _demand_benefits(term)


def demand_upgradable(*, company: Company, level: Level | None, at: datetime) -> None:
    """Refuse a level that is not above that of the running term; where none runs any more, every level is."""
    running = Term.objects.of(company).running(on=clock.on(at)).select_related("level").first()
    if running is None:
        return
    _demand_benefits(running)
    if level is not None and level.minimum <= running.level.minimum:
        raise NoHigherLevel(
            _("You are a member at %(level)s already. Choose a higher level.") % {"level": running.level},
            field="level",
        )


def _demand_benefits(term: Term) -> None:
    if Term.objects.filter(pk=term.pk).suspended().exists():
        raise BenefitsSuspended(
            _("An invoice is overdue and your benefits are suspended. Pay it first; then you can go on.")
        )


def demand_place(*, sign_up: SignUp, level: Level | None, at: datetime) -> date:
    """Return the day on which the term of a sign-up begins if it is completed now, or refuse."""
    company, today = sign_up.company, clock.on(at)
    if sign_up.kind == Kind.NEW:
        demand_no_term(company=company, at=at)
        return today
    if sign_up.kind == Kind.UPGRADE:
        demand_upgradable(company=company, level=level, at=at)
        return today
    last = last_term(company, on=today)
    if last is None:  # Too late to go on from the old end: the new term begins today, and the gap shows.
        return today
    demand_renewable(term=last, at=at)
    return last.ends_on
