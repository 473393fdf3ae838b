"""Benefits held back while an invoice stays unpaid, and given back by its payment; billing says when."""

from datetime import datetime

from django.db import transaction

from subscriptions import emails
from subscriptions.models import Suspension, Term


@transaction.atomic
def suspend(*, term: Term, reference: str, at: datetime) -> Suspension:
    """Hold the benefits of a term back and tell the member; the same reference again gives the first suspension."""
    Term.objects.select_for_update(no_key=True, of=("self",)).get(pk=term.pk)
    suspension, is_new = Suspension.objects.get_or_create(
        reference=reference, defaults={"term": term, "from_at": at}
    )
    if is_new:
        emails.suspended(suspension=suspension, at=at)
    return suspension


@transaction.atomic
def restore(*, reference: str, at: datetime) -> None:
    """Lift the suspension of that reference and tell the member; where none stands, nothing changes."""
    suspension = Suspension.objects.standing().filter(reference=reference).first()
    if suspension is None:
        return
    # Two invoices paid at once: the later one sees that the other suspension is lifted.
    Term.objects.select_for_update(no_key=True, of=("self",)).get(pk=suspension.term_id)
    lifted = Suspension.objects.standing().filter(pk=suspension.pk).update(until_at=at)
    if lifted and not Suspension.objects.standing().filter(term=suspension.term_id).exists():
        emails.restored(suspension=suspension, at=at)
