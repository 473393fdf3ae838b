"""What is open about a member: what an agent has to know before promising anything."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Company, User
from billing.models import CardAuthorisation
from billing.reports import with_open
from cps_portal.lib import money
from points.models import Correction
from products.models import Transfer
from subscriptions.models import Withdrawal

MOST = 10


@dataclass(frozen=True)
class Open:
    """A thing that is not settled, as an event of the timeline names it, with what can be done about it."""

    source: str
    thing: Any
    acts: list[Any] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        return self.source, str(self.thing.pk)


@dataclass(frozen=True)
class Standing:
    """The card that is charged and everything that waits; what the reader has no right to see is left empty."""

    card: CardAuthorisation | None
    invoices: list[Open]
    transfers: list[Open]
    corrections: list[Correction]
    withdrawals: list[Withdrawal]
    on: date

    @property
    def owed(self) -> str:
        """How much is open in all, in each currency."""
        sums: dict[str, int] = {}
        for invoice in (one.thing for one in self.invoices):
            sums[invoice.currency] = sums.get(invoice.currency, 0) + invoice.owed_cents
        return ", ".join(money.spoken(cents, currency) for currency, cents in sorted(sums.items()))

    @property
    def has_worn_out_card(self) -> bool:
        return self.card is not None and self.card.expires_before(self.on)

    @property
    def things(self) -> list[Open]:
        return [*self.invoices, *self.transfers]


def of(company: Company, *, reader: User, on: date) -> Standing:
    """Ask for what is open, one query for each sort that the reader may see."""

    def seen(right: str, rows: Any) -> list[Any]:
        return list(rows[:MOST]) if reader.has_perm(right) else []

    invoices = with_open().filter(company=company).order_by("payable_on", "pk")
    either = Q(given__company=company) | Q(wanted__company=company)
    transfers = Transfer.objects.open().filter(either).select_related("given__product").order_by("pk")
    corrections = Correction.objects.waiting().filter(company=company).order_by("pk")
    withdrawals = Withdrawal.objects.open().filter(subscription__company=company).order_by("pk")
    may_see_card = reader.has_perm("billing.view_cardauthorisation")
    return Standing(
        card=CardAuthorisation.objects.current_of(company) if may_see_card else None,
        invoices=[Open("issued", one) for one in seen("billing.view_invoice", invoices)],
        transfers=[Open("transfer_asked", one) for one in seen("products.view_transfer", transfers)],
        corrections=seen("points.view_correction", corrections),
        withdrawals=seen("subscriptions.view_withdrawal", withdrawals),
        on=on,
    )
