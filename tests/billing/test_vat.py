"""How memberships are taxed, case by case, with the rule's source.

D = Council Directive 2006/112/EC, R = Council Implementing Regulation (EU) 282/2011,
NL = Wet op de omzetbelasting 1968.
"""

from datetime import date
from decimal import Decimal

import pytest

from billing import vat
from billing.models import VatRate
from billing.vat import OUTSIDE_SCOPE, REVERSE_CHARGE, Category, Evidence, Sale, TaxPending, treatment

TODAY = date(2026, 9, 14)
RATES = {"NL": Decimal(21)}
VALID = Evidence(valid=True, on=date(2026, 9, 1))
INVALID = Evidence(valid=False, on=date(2026, 9, 1))
NINETY_DAYS_OLD = Evidence(valid=True, on=date(2026, 6, 16))
NINETY_ONE_DAYS_OLD = Evidence(valid=True, on=date(2026, 6, 15))
OLD_INVALID = Evidence(valid=False, on=date(2026, 1, 2))

DUTCH = (Decimal(21), Category.STANDARD, "")
CHARGED_THERE = (Decimal(0), Category.REVERSE_CHARGE, REVERSE_CHARGE)
NOT_HERE = (Decimal(0), Category.OUTSIDE_SCOPE, OUTSIDE_SCOPE)

CASES = [
    # buyer, number, evidence, expected, source
    ("NL", "NL005916343B01", VALID, DUTCH, "D 44, 97; NL 9(1): both in the Netherlands"),
    ("NL", "", None, DUTCH, "D 45, 97; NL 9(1)"),
    ("NL", "NL005916343B01", None, DUTCH, "D 44: no proof is needed at home"),
    ("NL", "DE136695976", VALID, DUTCH, "D 44: the place is where the buyer is established"),
    ("LV", "LV40003245752", VALID, CHARGED_THERE, "D 44, 196, 226(11a); R 18(1)(a)"),
    ("DE", "DE136695976", VALID, CHARGED_THERE, "D 44, 196; R 18(1)(a)"),
    ("AT", "ATU13585627", VALID, CHARGED_THERE, "D 44, 196; R 18(1)(a)"),
    ("BE", "BE0428759497", VALID, CHARGED_THERE, "D 44, 196; R 18(1)(a)"),
    ("FR", "FR40303265045", VALID, CHARGED_THERE, "D 44, 196; R 18(1)(a)"),
    ("GR", "EL094259216", VALID, CHARGED_THERE, "D 215: Greece numbers as EL; D 44, 196"),
    ("IE", "IE6433435F", VALID, CHARGED_THERE, "D 44, 196; R 18(1)(a)"),
    ("LV", "EE100931558", VALID, CHARGED_THERE, "R 18(1)(a): a number of any other member state proves the business"),
    ("LV", "NL005916343B01", VALID, DUTCH, "D 44, R 21: a Dutch number means the Dutch establishment"),
    ("LV", "", None, DUTCH, "D 45; R 18(2): no number communicated"),
    ("DE", "", None, DUTCH, "D 45; R 18(2)"),
    ("LV", "GB123456782", VALID, DUTCH, "D 45; R 18(2): no number of a member state"),
    ("LV", "LV40003245752", INVALID, DUTCH, "D 45; R 18(1)(a) fails: VIES does not confirm the number"),
    ("DE", "DE136695976", INVALID, DUTCH, "D 45; R 18(1)(a) fails"),
    ("LV", "LV40003245752", None, TaxPending, "R 18(1)(a): the confirmation is still to come"),
    ("LV", "LV40003245752", NINETY_DAYS_OLD, CHARGED_THERE, "R 18(1)(a), 55: recent confirmation"),
    ("LV", "LV40003245752", NINETY_ONE_DAYS_OLD, TaxPending, "R 18(1)(a): confirmation too old, to be asked again"),
    ("LV", "LV40003245752", OLD_INVALID, TaxPending, "R 18(1)(a): refusal too old, to be asked again"),
    ("CH", "", None, NOT_HERE, "D 44: the place is outside the Union"),
    ("CH", "CHE107787577", None, NOT_HERE, "D 44; R 18(3)"),
    ("GB", "GB123456782", None, NOT_HERE, "D 44; R 18(3): outside the Union since 2021"),
    ("NO", "NO995525828", None, NOT_HERE, "D 44; R 18(3)"),
    ("NO", "DE136695976", VALID, NOT_HERE, "D 44: established in Norway, whatever number it has elsewhere"),
]  # fmt: skip


@pytest.mark.parametrize(("buyer", "number", "evidence", "expected", "source"), CASES)
def test_how_a_membership_is_taxed(
    buyer: str,
    number: str,
    evidence: Evidence | None,
    expected: tuple[Decimal, Category, str] | type[TaxPending],
    source: str,
) -> None:
    sale = Sale(seller_country="NL", buyer_country=buyer, buyer_number=number, on=TODAY)
    if isinstance(expected, type):
        with pytest.raises(expected) as waits:
            treatment(sale, evidence=evidence, rates=RATES, proof_days=90)
        assert waits.value.number == number, source
        return
    taxed = treatment(sale, evidence=evidence, rates=RATES, proof_days=90)
    assert (taxed.percent, taxed.category, taxed.reason) == expected, source


def test_a_seller_elsewhere_charges_its_own_rate() -> None:
    sale = Sale(seller_country="DE", buyer_country="DE", buyer_number="", on=TODAY)
    taxed = treatment(sale, evidence=None, rates={"DE": Decimal(19)}, proof_days=90)
    assert taxed.percent == 19


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "on", "percent"),
    [
        ("NL", date(2026, 9, 14), "21"),
        ("LV", date(2026, 9, 14), "21"),
        ("EE", date(2025, 6, 30), "22"),
        ("EE", date(2025, 7, 1), "24"),
        ("FI", date(2026, 9, 14), "25.5"),
        ("SK", date(2024, 12, 31), "20"),
        ("SK", date(2025, 1, 1), "23"),
        ("RO", date(2025, 8, 1), "21"),
        ("DE", date(2020, 12, 31), "16"),
        ("LU", date(2023, 6, 1), "16"),
        ("HU", date(2026, 9, 14), "27"),
    ],
)
def test_a_rate_holds_from_its_day_on(country: str, on: date, percent: str) -> None:
    assert VatRate.objects.percent(country=country, on=on) == Decimal(percent)


@pytest.mark.django_db
def test_every_member_state_has_one_rate_today() -> None:
    for country in vat.UNION:
        assert 15 <= VatRate.objects.percent(country=country, on=TODAY) <= 27  # D 97: at least 15 percent
