"""How a membership is taxed: a pure function of seller, buyer, evidence and day.

A membership is a service to businesses. The sources are Council Directive 2006/112/EC (the VAT Directive) and
Council Implementing Regulation (EU) 282/2011; tests/billing/test_vat.py names the article of every case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from billing.models import InvoiceLine
from cps_portal.lib.errors import DomainError

Category = InvoiceLine.Category

UNION = frozenset(
    ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"]
    + ["IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)

# Marked for translation here, said in the buyer's language on the paper.
REVERSE_CHARGE = gettext_noop(
    "Reverse charge: the recipient of the service accounts for the VAT (Articles 44 and 196 of Directive 2006/112/EC)."
)
OUTSIDE_SCOPE = gettext_noop(
    "Outside the scope of EU VAT: service to a business established outside the European Union "
    "(Article 44 of Directive 2006/112/EC)."
)


class TaxPending(DomainError):
    """Nobody can say yet how this is taxed: the VAT number has to be checked (again) first."""

    def __init__(self, number: str) -> None:
        super().__init__(_("Your VAT number is still being checked. The invoice follows by itself."))
        self.number = number


@dataclass(frozen=True)
class Evidence:
    """What VIES said of a number last, and on which day."""

    valid: bool
    on: date


@dataclass(frozen=True)
class Sale:
    """Who sells to whom, on which day; numbers with their country prefix, empty where there is none."""

    seller_country: str
    buyer_country: str
    buyer_number: str
    on: date


@dataclass(frozen=True)
class Treatment:
    """The rate, the EN 16931 category, and the reason to print where it is not the ordinary rate."""

    percent: Decimal
    category: Category
    reason: str = ""


def treatment(
    sale: Sale, *, evidence: Evidence | None, rates: Mapping[str, Decimal], proof_days: int
) -> Treatment:
    """Tax a sale, or raise TaxPending while the only evidence is missing or older than the days given."""
    ordinary = Treatment(rates[sale.seller_country], Category.STANDARD)
    if sale.buyer_country == sale.seller_country:
        return ordinary
    if sale.buyer_country not in UNION:
        return Treatment(Decimal(0), Category.OUTSIDE_SCOPE, OUTSIDE_SCOPE)
    if country_of(sale.buyer_number) in {"", sale.seller_country}:
        return ordinary
    if evidence is None or evidence.on < sale.on - timedelta(days=proof_days):
        raise TaxPending(sale.buyer_number)
    if evidence.valid:
        return Treatment(Decimal(0), Category.REVERSE_CHARGE, REVERSE_CHARGE)
    return ordinary


def country_of(number: str) -> str:
    """Return the member state that gave a VAT number, or nothing: Greece numbers as EL (Article 215)."""
    prefix = number[:2].upper()
    country = "GR" if prefix == "EL" else prefix
    return country if country in UNION else ""
