"""Is what is stored what it should be? Asked after a restore, and whenever somebody doubts it."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Count

from billing.models import CreditNote, Invoice, NumberSeries
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


PAPERS: dict[NumberSeries.Kind, type[Invoice] | type[CreditNote]] = {
    NumberSeries.Kind.INVOICE: Invoice,
    NumberSeries.Kind.CREDIT_NOTE: CreditNote,
}


def _numbers() -> Iterator[str]:
    """A series has given as many numbers as there are papers."""
    for series in NumberSeries.objects.select_related("seller"):
        papers = PAPERS[NumberSeries.Kind(series.kind)].objects.filter(seller=series.seller)
        found = papers.filter(issued_on__year=series.year).aggregate(count=Count("pk"))["count"]
        if found != series.last:
            yield f"{series}: {found} papers were found."


def _papers() -> Iterator[str]:
    for kind, model in PAPERS.items():
        made = model.objects.exclude(pdf="").order_by("pk").values_list("number", "pdf", "pdf_sha256")
        for number, name, digest in made.iterator():
            if not default_storage.exists(name):
                yield f"The file of {kind.label} {number} is missing: {name}."
            elif _digest_of(name) != digest:
                yield f"The file of {kind.label} {number} is not the one that was made: {name}."


def _digest_of(name: str) -> str:
    with default_storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
