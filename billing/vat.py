"""How a membership is taxed: a pure function of seller, buyer, evidence and day.

A membership is a service to businesses. The sources are Council Directive 2006/112/EC (the VAT Directive) and
Council Implementing Regulation (EU) 282/2011; tests/billing/test_vat.py names the article of every case.
Rates (VatRate) and the notes that stand on papers (VatNote) are dated rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.models import Category
from cps_portal.lib.errors import DomainError

UNION = frozenset(
    ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"]
    + ["IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)
# Article 7: places that have a country code of their own and count as a member state.
COUNTS_AS = {"MC": "FR"}
# Article 6: places in a member state's address that are third territories, by the beginning of the postcode.
THIRD_TERRITORIES = {
    "DE": ("27498", "78266"),  # Heligoland, Büsingen
    "ES": ("35", "38", "51", "52"),  # the Canary Islands, Ceuta, Melilla
    "FI": ("22",),  # Åland
    "FR": ("971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"),  # overseas
    "GR": ("63086",),  # Mount Athos
    "IT": ("22061", "23041"),  # Campione d'Italia, Livigno
}

# Codes of the VATEX list, as EN 16931 wants them beside the category; what they say is a VatNote.
REVERSE_CHARGE = "VATEX-EU-AE"
OUTSIDE_SCOPE = "VATEX-EU-O"


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
    buyer_postcode: str = ""


@dataclass(frozen=True)
class Treatment:
    """The rate, the EN 16931 category, and the code of the reason where it is not the ordinary rate."""

    percent: Decimal
    category: Category
    reason_code: str = ""


def treatment(
    sale: Sale, *, evidence: Evidence | None, rates: Mapping[str, Decimal], proof_days: int
) -> Treatment:
    """Tax a sale, or raise TaxPending while the only evidence is missing or older than the days given."""
    ordinary = Treatment(rates[sale.seller_country], Category.STANDARD)
    place = place_of(sale.buyer_country, sale.buyer_postcode)
    if place == sale.seller_country:
        return ordinary
    if not place:
        return Treatment(Decimal(0), Category.OUTSIDE_SCOPE, OUTSIDE_SCOPE)
    if country_of(sale.buyer_number) in {"", sale.seller_country}:
        return ordinary
    if evidence is None or evidence.on < sale.on - timedelta(days=proof_days):
        raise TaxPending(sale.buyer_number)
    if evidence.valid:
        return Treatment(Decimal(0), Category.REVERSE_CHARGE, REVERSE_CHARGE)
    return ordinary


def place_of(country: str, postcode: str = "") -> str:
    """Return the member state in whose VAT territory an address lies, or nothing where it is in none."""
    state = COUNTS_AS.get(country, country)
    figures = "".join(sign for sign in postcode if sign.isdigit())
    if state not in UNION or figures.startswith(THIRD_TERRITORIES.get(country, ("none",))):
        return ""
    return state


def country_of(number: str) -> str:
    """Return the member state that gave a VAT number, or nothing: Greece numbers as EL (Article 215)."""
    prefix = number[:2].upper()
    country = "GR" if prefix == "EL" else prefix
    return country if country in UNION else ""
