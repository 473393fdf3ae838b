"""Benefits held back while an invoice stays unpaid, and given back by its payment or for a while; billing says when."""

from datetime import datetime

from django.db import transaction

from subscriptions import emails
from subscriptions.models import Suspension, Term


@transaction.atomic
def suspend(*, term: Term, reference: str, at: datetime) -> Suspension:
    """Hold the benefits of a term back and tell the member; one of that reference that stands already is kept."""
    Term.objects.select_for_update(no_key=True, of=("self",)).get(pk=term.pk)
    suspension, is_new = Suspension.objects.get_or_create(
        reference=reference, until_at=None, defaults={"term": term, "from_at": at}
    )
    if is_new:
        emails.suspended(suspension=suspension, at=at)
    return suspension


@transaction.atomic
def restore(*, reference: str, at: datetime) -> None:
    """Lift the suspension of that reference, for it was paid, and tell the member, if one stands."""
    lifted = _lift(reference, at)
    if lifted is not None:
        emails.restored(suspension=lifted, at=at)


@transaction.atomic
def relieve(*, reference: str, at: datetime) -> None:
    """Lift the suspension of that reference, for there is more time to pay, and tell the member."""
    lifted = _lift(reference, at)
    if lifted is not None:
        emails.relieved(suspension=lifted, at=at)


def _lift(reference: str, at: datetime) -> Suspension | None:
    """Return the suspension that was lifted, if none of its term stands any more."""
    suspension = Suspension.objects.standing().filter(reference=reference).first()
    if suspension is None:
        return None
    # Two invoices paid at once: the later one sees that the other suspension is lifted.
    Term.objects.select_for_update(no_key=True, of=("self",)).get(pk=suspension.term_id)
    lifted = Suspension.objects.standing().filter(pk=suspension.pk).update(until_at=at)
    is_over = not Suspension.objects.standing().filter(term=suspension.term_id).exists()
    return suspension if lifted and is_over else None
