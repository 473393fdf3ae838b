"""What finance asks of the books: what is open and how long, and what came of it month by month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from billing.models import Collection, CreditNote, Invoice, Payment
from cps_portal.lib import money

MOST_ROWS = 200
# Days overdue at which a bucket begins.
BUCKETS = [
    (None, _("not due yet")),
    (1, _("1–30 days")),
    (31, _("31–60 days")),
    (61, _("61–90 days")),
    (91, _("more than 90 days")),
]


@dataclass(frozen=True)
class Bucket:
    label: Any
    count: int
    sums: Sequence[str]


def owed(gross: str, invoice: str) -> CombinedExpression:
    """Reckon in the database what is still to be paid, from the paths to an amount and to its invoice."""

    def sum_of(rows: QuerySet[Any], field: str) -> Coalesce:
        total = rows.filter(invoice=OuterRef(invoice)).order_by().values("invoice").annotate(sum=Sum(field))
        return Coalesce(Subquery(total.values("sum"), output_field=IntegerField()), 0)

    paid, credited = Payment.objects.all(), CreditNote.objects.all()
    return F(gross) - sum_of(paid, "amount_cents") - sum_of(credited, "gross_cents")


def with_open() -> QuerySet[Any]:
    """Invoices of which something is open, with `owed_cents`."""
    return Invoice.objects.unpaid().annotate(owed_cents=owed("gross_cents", "pk")).filter(owed_cents__gt=0)


def ageing(*, on: date) -> list[Bucket]:
    """Share what is open out among the buckets, each with its sum in every currency."""
    return [_bucket(on, place) for place in range(len(BUCKETS))]


def _bucket(on: date, place: int) -> Bucket:
    begins, label = BUCKETS[place]
    rows = with_open()
    if begins is not None:
        rows = rows.filter(payable_on__lte=on - timedelta(days=begins))
    if place + 1 < len(BUCKETS):
        ends = BUCKETS[place + 1][0]
        assert ends is not None
        rows = rows.filter(payable_on__gt=on - timedelta(days=ends))
    sums: dict[str, int] = defaultdict(int)
    count = 0
    for currency, cents in rows.values_list("currency", "owed_cents"):
        sums[currency] += cents
        count += 1
    return Bucket(label, count, [money.spoken(cents, currency) for currency, cents in sorted(sums.items())])


def oldest_open(*, on: date) -> list[Invoice]:
    """The open invoices that are due first, with what the collection does next."""
    rows = with_open().select_related("company", "collection").order_by("payable_on", "pk")
    found = list(rows[:MOST_ROWS])
    for invoice in found:
        invoice.days_overdue = max((on - invoice.payable_on).days, 0)
        invoice.owed = money.spoken(invoice.owed_cents, invoice.currency)
    return found


def dunning() -> list[tuple[str, int]]:
    """How many collections stand at each stage."""
    counts = dict(Collection.objects.values_list("stage").order_by().annotate(count=Sum(1)))
    return [(str(stage.label), counts.get(stage.value, 0)) for stage in Collection.Stage]


def net_by_day(*, first: date, last: date) -> dict[tuple[date, int], int]:
    """Net revenue in euro by day of issue and level, credit notes taken off on the day on which they were issued."""
    cents: dict[tuple[date, int], int] = defaultdict(int)
    during = {"issued_on__gte": first, "issued_on__lte": last, "currency": "EUR"}
    for sign, rows, path in (
        (1, Invoice.objects, "term__level"),
        (-1, CreditNote.objects, "invoice__term__level"),
    ):
        summed = rows.filter(**during).values("issued_on", path).order_by()
        for row in summed.annotate(sum=Sum("net_cents")):
            cents[row["issued_on"], row[path]] += sign * row["sum"]
    return cents
