"""Is what is stored what it should be? Asked after a restore, and whenever somebody doubts it."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Count

from billing.models import Invoice, NumberSeries
from points.models import Balance, Entry


def problems() -> Iterator[str]:
    """Name everything in the ledger, the number series and the files that does not fit together."""
    yield from _ledger()
    yield from _numbers()
    yield from _papers()


def _ledger() -> Iterator[str]:
    for balance in Balance.objects.differing().iterator():
        yield f"The balance of company {balance.pk} is not the sum of its entries."
    for company in Entry.objects.without_balance().order_by().values_list("company", flat=True).distinct():
        yield f"Company {company} has entries and no balance."


def _numbers() -> Iterator[str]:
    """A series has given as many numbers as there are papers."""
    for series in NumberSeries.objects.filter(kind=NumberSeries.Kind.INVOICE).select_related("seller"):
        papers = Invoice.objects.filter(seller=series.seller, issued_on__year=series.year)
        found = papers.aggregate(count=Count("pk"))["count"]
        if found != series.last:
            yield f"{series}: {found} papers were found."


def _papers() -> Iterator[str]:
    for number, name, digest in (
        Invoice.objects.exclude(pdf="").order_by("pk").values_list("number", "pdf", "pdf_sha256").iterator()
    ):
        if not default_storage.exists(name):
            yield f"The file of invoice {number} is missing: {name}."
        elif _digest_of(name) != digest:
            yield f"The file of invoice {number} is not the one that was made: {name}."


def _digest_of(name: str) -> str:
    with default_storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
