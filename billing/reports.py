"""What finance asks of the books: what is open and how long, and what came of it month by month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _

from billing.models import Collection, CreditNote, Invoice, Payment
from cps_portal.lib import money
from points.models import Level

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


@dataclass(frozen=True)
class Month:
    """Revenue of a month, net of credit notes, by level in the order of the levels."""

    first: date
    cents: Sequence[int]

    @property
    def total(self) -> str:
        return money.spoken(sum(self.cents))

    @property
    def amounts(self) -> list[str]:
        return [money.spoken(cents) for cents in self.cents]


def with_open() -> QuerySet[Any]:
    """Invoices of which something is open, with `owed_cents`, reckoned by the database."""

    def sum_of(rows: QuerySet[Any], field: str) -> Coalesce:
        total = rows.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(sum=Sum(field))
        return Coalesce(Subquery(total.values("sum"), output_field=IntegerField()), 0)

    owed = (
        F("gross_cents")
        - sum_of(Payment.objects.all(), "amount_cents")
        - sum_of(CreditNote.objects.all(), "gross_cents")
    )
    return Invoice.objects.unpaid().annotate(owed_cents=owed).filter(owed_cents__gt=0)


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


def revenue(*, until: date, months: int = 12) -> tuple[list[Level], list[Month]]:
    """Net revenue in euro by month and level, credit notes taken off in the month in which they were issued."""
    levels = list(Level.objects.order_by("minimum"))
    firsts = _firsts(until, months)
    cents: dict[tuple[date, int], int] = defaultdict(int)
    since = {"issued_on__gte": firsts[0], "issued_on__lte": until, "currency": "EUR"}
    for sign, rows, path in (
        (1, Invoice.objects, "term__level"),
        (-1, CreditNote.objects, "invoice__term__level"),
    ):
        summed = rows.filter(**since).annotate(month=TruncMonth("issued_on")).values("month", path).order_by()
        for row in summed.annotate(sum=Sum("net_cents")):
            cents[row["month"], row[path]] += sign * row["sum"]
    return levels, [Month(first, [cents[first, level.pk] for level in levels]) for first in firsts]


def _firsts(until: date, months: int) -> list[date]:
    numbers = range(until.year * 12 + until.month - months, until.year * 12 + until.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


@dataclass(frozen=True)
class Bar:
    x: int
    y: float
    height: float
    level: int


def bars(months: Sequence[Month], *, width: int = 40, height: int = 240) -> list[Bar]:
    """Where the bars of the plot stand: one a month, the levels upon each other; what is below zero is not drawn."""
    tallest = max((sum(max(cents, 0) for cents in month.cents) for month in months), default=0) or 1
    drawn = []
    for place, month in enumerate(months):
        top = float(height)
        for level, cents in enumerate(month.cents):
            tall = max(cents, 0) / tallest * height
            top -= tall
            if tall:
                drawn.append(Bar(place * (width + 16) + 8, round(top, 1), round(tall, 1), level))
    return drawn
