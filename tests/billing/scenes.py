"""What has happened before the stories about money begin."""

from datetime import datetime

from accounts.models import Company, User, VatCheck
from points import actions as points
from points.cause import Cause
from points.models import Level
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term, Terms


def reviewed_sign_up(company: Company, by: User, at: datetime, *, level: str = "silver") -> SignUp:
    """A company that has gear enough, has accepted the terms, chosen a level and reviewed everything."""
    chosen = Level.objects.get(code=level)
    points.credit(
        company=company,
        amount=chosen.minimum + 80,
        reference=f"gear:{company.pk}",
        cause=Cause("gear"),
        at=at,
    )
    subscriptions.accept_terms(company=company, by=by, terms=Terms.objects.current(at=at), at=at)
    sign_up = subscriptions.begin_sign_up(company=company, by=by, at=at)
    sign_up = subscriptions.choose_level(sign_up=sign_up, level=chosen, at=at)
    return subscriptions.review(sign_up=sign_up, purchase_order="PO 4711", at=at)


def started_term(company: Company, by: User, at: datetime, *, level: str = "silver") -> Term:
    """A membership that is to be paid by bank transfer, not invoiced yet."""
    sign_up = reviewed_sign_up(company, by, at, level=level)
    return subscriptions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)


def vies_answered(number: str, at: datetime, *, status: str = VatCheck.Status.VALID) -> VatCheck:
    return VatCheck.objects.create(
        number=number,
        status=status,
        created_at=at,
        due_at=at,
        answered_at=at,
        consultation_number="WAPIAAAAX",
    )
