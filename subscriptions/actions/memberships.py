from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company
from cps_portal.lib import clock
from subscriptions import emails
from subscriptions.actions.numbers import draw_number
from subscriptions.actions.sign_ups import SignUpIncomplete, demand_level, demand_no_term, open_sign_up
from subscriptions.actions.terms_of_use import demand_acceptance
from subscriptions.models import Fee, Invitation, SignUp, Subscription, Term
from subscriptions.periods import end_of_term


@transaction.atomic
def start(*, sign_up: SignUp, payment: str, at: datetime) -> Term:
    """Make the company a member from today for a term at today's fee; the same sign-up again gives the same term."""
    # The company first, then the sign-up: every action takes the two locks in this order.
    company = Company.objects.select_for_update(no_key=True).get(pk=sign_up.company_id)
    begun = Term.objects.filter(sign_up=sign_up).select_related("subscription__number", "level").first()
    if begun is not None:
        return begun
    sign_up = open_sign_up(sign_up)
    _demand_all_steps(sign_up, at=at)
    term = _add_term(company=company, sign_up=sign_up, payment=payment, at=at)
    SignUp.objects.filter(pk=sign_up.pk, completed_at=None).update(completed_at=at)
    Invitation.objects.open().filter(company=company).update(ended_at=at)
    emails.started(term=term)
    return term


def _demand_all_steps(sign_up: SignUp, *, at: datetime) -> None:
    demand_no_term(company=sign_up.company, at=at)
    demand_acceptance(company=sign_up.company, at=at)
    if sign_up.level is None:
        raise SignUpIncomplete(_("Choose a level first."))
    demand_level(company=sign_up.company, level=sign_up.level)
    if not sign_up.is_reviewed:
        raise SignUpIncomplete(_("Review your information first."))


def _add_term(*, company: Company, sign_up: SignUp, payment: str, at: datetime) -> Term:
    assert sign_up.level is not None
    today = clock.on(at)
    fee = Fee.objects.of(sign_up.level, on=today)
    return Term.objects.create(
        subscription=_subscription_of(company, at=at),
        sign_up=sign_up,
        level=sign_up.level,
        starts_on=today,
        ends_on=end_of_term(today),
        promised_until=end_of_term(today),
        fee_cents=fee.amount_cents,
        currency=fee.currency,
        payment=SignUp.Payment(payment),
        purchase_order=sign_up.purchase_order,
        created_at=at,
    )


def _subscription_of(company: Company, *, at: datetime) -> Subscription:
    known = Subscription.objects.select_related("number", "company").filter(company=company).first()
    if known is not None:
        return known
    number = draw_number(company=company, at=at)
    return Subscription.objects.create(company=company, number=number, started_at=at)
