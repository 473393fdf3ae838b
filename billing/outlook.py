"""What happens when: the questions that the pages about paying ask."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from accounts.models import Company
from billing.models import Invoice, PendingTax
from cps_portal.lib import clock
from subscriptions.models import SignUp, Term

PAGE_SIZE = 20


@dataclass(frozen=True)
class Outlook:
    """What a member may expect of a term that was just started."""

    term: Term
    invoice: Invoice | None
    waits_for_tax: bool
    due_on: date

    @property
    def is_by_card(self) -> bool:
        return self.term.payment == SignUp.Payment.CARD

    @property
    def is_to_come(self) -> bool:
        """Whether the term was ordered before the day on which it begins: a renewal."""
        return self.term.starts_on > clock.on(self.term.created_at)


@dataclass(frozen=True)
class Listing:
    """One page of a company's invoices, newest first; what is overdue and what is still to come stands above it."""

    coming: list[Term]
    overdue: list[Invoice]
    others: list[Invoice]
    older: int | None
    is_first: bool

    @property
    def is_empty(self) -> bool:
        return not (self.coming or self.overdue or self.others)


def due_on(at: datetime) -> date:
    """Return the day on which an invoice issued now has to be paid."""
    return clock.on(at) + timedelta(days=settings.PAYMENT_DAYS)


def outlook(term: Term) -> Outlook:
    invoice = Invoice.objects.filter(term=term).select_related("card").first()
    return Outlook(
        term=term,
        invoice=invoice,
        waits_for_tax=invoice is None and PendingTax.objects.waiting().filter(term=term).exists(),
        due_on=invoice.payable_on if invoice else due_on(term.created_at),
    )


def listing(company: Company, *, on: date, before: int | None = None) -> Listing:
    mine = (
        Invoice.objects.filter(company=company)
        .prefetch_related("lines", "payments", "credit_notes")
        .select_related("card")
    )
    calm = mine.exclude(pk__in=mine.overdue(on=on).values("pk")).order_by("-pk")
    page = list((calm.filter(pk__lt=before) if before else calm)[: PAGE_SIZE + 1])
    first = before is None
    coming = Term.objects.of(company).filter(invoice=None).select_related("level", "pending_tax")
    return Listing(
        coming=list(coming) if first else [],
        overdue=list(mine.overdue(on=on).order_by("payable_on", "pk")) if first else [],
        others=page[:PAGE_SIZE],
        older=page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
        is_first=first,
    )
