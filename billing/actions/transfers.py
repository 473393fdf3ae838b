from datetime import datetime

from django.db import transaction

from billing.actions.cards import settle
from billing.models import CardAuthorisation
from cps_portal.lib import queue
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term


def pay_by_transfer(*, sign_up: SignUp, at: datetime) -> Term:
    """Start the membership at once, to be paid by bank transfer when the invoice is due."""
    with transaction.atomic():
        CardAuthorisation.objects.lock_those_of(sign_up)
        term = subscriptions.start(sign_up=sign_up, payment=SignUp.Payment.TRANSFER, at=at)
        settle(sign_up=sign_up, term=term)
        queue.wake("billing.tasks.issue_invoices")
    return term
