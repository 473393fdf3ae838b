"""Benefits held back while an invoice stays unpaid, and given back by its payment; billing says when."""

from datetime import datetime

from django.db import transaction

from subscriptions.models import Suspension, Term


@transaction.atomic
def suspend(*, term: Term, reference: str, at: datetime) -> Suspension:
    """Hold the benefits of a term back; the same reference again gives the first suspension."""
    Term.objects.select_for_update(no_key=True, of=("self",)).get(pk=term.pk)
    suspension, _is_new = Suspension.objects.get_or_create(
        reference=reference, defaults={"term": term, "from_at": at}
    )
    return suspension


@transaction.atomic
def restore(*, reference: str, at: datetime) -> None:
    """Lift the suspension of that reference; where there is none, or none any more, nothing changes."""
    Suspension.objects.standing().filter(reference=reference).update(until_at=at)
