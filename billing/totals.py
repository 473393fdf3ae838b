"""What the lines of a paper come to, by VAT category, rate and reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.models import Category, PaperLine


@dataclass(frozen=True)
class VatTotal:
    """The lines of one category, rate and reason taken together."""

    category: str
    percent: Decimal
    reason: str
    reason_code: str
    net_cents: int
    vat_cents: int

    @property
    def label(self) -> str:
        return str(Category(self.category).label)


def vat_totals(lines: Sequence[PaperLine]) -> list[VatTotal]:
    sums: dict[tuple[str, Decimal, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        total = sums[line.vat_category, line.vat_percent, line.vat_reason, line.vat_reason_code]
        total[0] += line.net_cents
        total[1] += line.vat_cents
    return [VatTotal(*key, *total) for key, total in sums.items()]
