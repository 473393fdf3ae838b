from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company
from cps_portal.lib import clock
from points.models import Level
from subscriptions import emails
from subscriptions.actions.numbers import draw_number, replace_number
from subscriptions.actions.places import demand_level, demand_place
from subscriptions.actions.sign_ups import SignUpIncomplete, open_sign_up
from subscriptions.actions.terms_of_use import demand_acceptance
from subscriptions.models import Fee, Invitation, SignUp, Subscription, Term
from subscriptions.periods import end_of_term

Kind = SignUp.Kind
Mode = Subscription.Renewal


@transaction.atomic
def start(*, sign_up: SignUp, payment: str, at: datetime) -> Term:
    """Order the term of a sign-up at today's fee; the same sign-up again gives the same term.

    A new membership and a higher level begin today, the latter in place of the running term; a renewal begins where
    the running term ends.
    """
    # The company first, then the sign-up: every action takes the two locks in this order.
    company = Company.objects.select_for_update(no_key=True).get(pk=sign_up.company_id)
    begun = Term.objects.filter(sign_up=sign_up).select_related("subscription__number", "level").first()
    if begun is not None:
        return begun
    sign_up = open_sign_up(sign_up)
    starts_on = _demand_all_steps(sign_up, at=at)
    cut = cut_short(company=company, cut=Term.Cut.UPGRADED, at=at) if sign_up.is_upgrade else []
    term = _add_term(company=company, sign_up=sign_up, payment=payment, starts_on=starts_on, at=at)
    SignUp.objects.filter(pk=sign_up.pk, completed_at=None).update(completed_at=at)
    Invitation.objects.open().filter(company=company).update(ended_at=at)
    _set_out_anew(term.subscription, kind=sign_up.kind)
    _tell(term, sign_up=sign_up, cut=cut, at=at)
    return term


def _demand_all_steps(sign_up: SignUp, *, at: datetime) -> date:
    starts_on = demand_place(sign_up=sign_up, level=sign_up.level, at=at)
    demand_acceptance(company=sign_up.company, at=at)
    if sign_up.level is None:
        raise SignUpIncomplete(_("Choose a level first."))
    demand_level(company=sign_up.company, level=sign_up.level, at=at)
    if not sign_up.is_reviewed:
        raise SignUpIncomplete(_("Review your information first."))
    return starts_on


def _add_term(*, company: Company, sign_up: SignUp, payment: str, starts_on: date, at: datetime) -> Term:
    assert sign_up.level is not None
    fee = Fee.objects.of(sign_up.level, country=company.country, on=clock.on(at))
    return Term.objects.create(
        subscription=_subscription_of(company, at=at),
        sign_up=sign_up,
        level=sign_up.level,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on),
        promised_until=end_of_term(starts_on),
        fee_cents=fee.amount_cents,
        currency=fee.currency,
        payment=SignUp.Payment(payment),
        purchase_order=sign_up.purchase_order,
        created_at=at,
    )


def add_successor(*, term: Term, level: Level, at: datetime) -> Term:
    """Order the term after this one at today's fee, to be paid as before; the exclusion constraint refuses a second."""
    country = term.subscription.company.country
    fee = Fee.objects.of(level, country=country, on=clock.on(at))
    return Term.objects.create(
        subscription=term.subscription,
        level=level,
        starts_on=term.ends_on,
        ends_on=end_of_term(term.ends_on),
        promised_until=end_of_term(term.ends_on),
        fee_cents=fee.amount_cents,
        currency=fee.currency,
        payment=term.payment,
        created_at=at,
    )


def cut_short(*, company: Company, cut: Term.Cut, at: datetime) -> list[Term]:
    """End every term that is not over: the running one today, one that is to come before its first day."""
    today = clock.on(at)
    terms = list(Term.objects.of(company).not_over(on=today).select_related("level").order_by("starts_on"))
    for term in terms:
        term.ends_on, term.cut, term.cut_at = max(today, term.starts_on), cut, at
        term.save(update_fields=["ends_on", "cut", "cut_at"])
    return terms


def _set_out_anew(subscription: Subscription, *, kind: str) -> None:
    """Forget what was chosen for this order; an automatic renewal goes on unless the membership had ended before."""
    kept = subscription.renewal == Mode.AUTOMATIC and kind != Kind.NEW
    subscription.renewal, subscription.renewal_level = Mode.AUTOMATIC if kept else Mode.BY_HAND, None
    subscription.save(update_fields=["renewal", "renewal_level"])


def _tell(term: Term, *, sign_up: SignUp, cut: list[Term], at: datetime) -> None:
    if sign_up.is_upgrade and cut:
        emails.upgraded(term=term, cut=cut, at=at)
    elif sign_up.is_renewal:
        emails.renewed(term=term, at=at)
    else:
        emails.started(term=term, at=at)


def _subscription_of(company: Company, *, at: datetime) -> Subscription:
    known = Subscription.objects.select_related("number", "company").filter(company=company).first()
    if known is None:
        number = draw_number(company=company, at=at)
        return Subscription.objects.create(company=company, number=number, started_at=at)
    last = known.terms.order_by("-created_at", "-pk").first()
    if last is not None and last.cut == Term.Cut.WITHDRAWN:
        # The number of a withdrawn membership may still stand on a card: it must not become valid again.
        replace_number(subscription=known, at=at)
    return known
