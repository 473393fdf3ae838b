"""How memberships are taxed, case by case, with the rule's source.

D = Council Directive 2006/112/EC, R = Council Implementing Regulation (EU) 282/2011,
NL = Wet op de omzetbelasting 1968, WA = Withdrawal Agreement, Protocol on Ireland/Northern Ireland.
"""

from datetime import date
from decimal import Decimal

import eu_vat_rates_data
import pytest

from billing import vat
from billing.models import Category, VatNote, VatRate
from billing.vat import OUTSIDE_SCOPE, REVERSE_CHARGE, Evidence, Sale, TaxPending, treatment

TODAY = date(2026, 9, 14)
RATES = {"NL": Decimal(21)}
VALID = Evidence(valid=True, on=date(2026, 9, 1))
INVALID = Evidence(valid=False, on=date(2026, 9, 1))
NINETY_DAYS_OLD = Evidence(valid=True, on=date(2026, 6, 16))
NINETY_ONE_DAYS_OLD = Evidence(valid=True, on=date(2026, 6, 15))
OLD_INVALID = Evidence(valid=False, on=date(2026, 1, 2))
REFUSED_NINETY_DAYS_AGO = Evidence(valid=False, on=date(2026, 6, 16))
TODAYS = Evidence(valid=True, on=TODAY)

DUTCH = (Decimal(21), Category.STANDARD, "")
CHARGED_THERE = (Decimal(0), Category.REVERSE_CHARGE, REVERSE_CHARGE)
NOT_HERE = (Decimal(0), Category.OUTSIDE_SCOPE, OUTSIDE_SCOPE)

Expected = tuple[Decimal, Category, str] | type[TaxPending]
Case = tuple[str, str, Evidence | None, Expected, str]

# One number of every other member state, with check digits that fit.
NUMBERS = {
    "AT": "ATU13585627",
    "BE": "BE0428759497",
    "BG": "BG175074752",
    "CY": "CY10259033P",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100931558",
    "ES": "ESA58818501",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "GR": "EL094259216",
    "HR": "HR33392005961",
    "HU": "HU12892312",
    "IE": "IE6433435F",
    "IT": "IT00743110157",
    "LT": "LT119511515",
    "LU": "LU15027442",
    "LV": "LV40003245752",
    "MT": "MT11679112",
    "PL": "PL8567346215",
    "PT": "PT501964843",
    "RO": "RO18547290",
    "SE": "SE123456789701",
    "SI": "SI50223054",
    "SK": "SK2022749619",
}

CASES: list[Case] = [
    # buyer, number, evidence, expected, source
    ("NL", "NL005916343B01", VALID, DUTCH, "D 44, 97; NL 9(1): both in the Netherlands"),
    ("NL", "", None, DUTCH, "D 45, 97; NL 9(1)"),
    ("NL", "NL005916343B01", None, DUTCH, "D 44: no proof is needed at home"),
    ("NL", "NL005916343B01", INVALID, DUTCH, "D 44: a refused number changes nothing at home"),
    ("NL", "DE136695976", VALID, DUTCH, "D 44: the place is where the buyer is established"),
    ("NL", "LV40003245752", None, DUTCH, "D 44: nor is a proof needed for a number from elsewhere"),
    *[
        (country, number, VALID, CHARGED_THERE, "D 44, 196, 226(11a); R 18(1)(a)")
        for country, number in NUMBERS.items()
    ],
    ("GR", "GR094259216", VALID, CHARGED_THERE, "D 215: Greece numbers as EL, and is met as GR, too"),
    ("LV", "EE100931558", VALID, CHARGED_THERE, "R 18(1)(a): a number of any other member state proves the business"),
    ("DE", "EL094259216", VALID, CHARGED_THERE, "R 18(1)(a); D 215: also a Greek one"),
    ("LV", "NL005916343B01", VALID, DUTCH, "D 44, R 21: a Dutch number means the Dutch establishment"),
    ("LV", "", None, DUTCH, "D 45; R 18(2): no number communicated"),
    ("DE", "", None, DUTCH, "D 45; R 18(2)"),
    ("GR", "", None, DUTCH, "D 45; R 18(2)"),
    ("HU", "", VALID, DUTCH, "D 45; R 18(2): evidence without a number proves nothing"),
    ("LV", "GB123456782", VALID, DUTCH, "D 45; R 18(2): no number of a member state"),
    ("IE", "XI123456782", VALID, DUTCH, "WA 8, D 45: XI numbers are for goods; none of a member state for services"),
    ("DE", "CHE107787577", VALID, DUTCH, "D 45; R 18(2): a Swiss number is none of a member state"),
    ("LV", "LV40003245752", INVALID, DUTCH, "D 45; R 18(1)(a) fails: VIES does not confirm the number"),
    ("DE", "DE136695976", INVALID, DUTCH, "D 45; R 18(1)(a) fails"),
    ("GR", "EL094259216", INVALID, DUTCH, "D 45; R 18(1)(a) fails"),
    ("LV", "LV40003245752", REFUSED_NINETY_DAYS_AGO, DUTCH, "R 18(1)(a): a refusal counts as long as a proof"),
    ("LV", "LV40003245752", None, TaxPending, "R 18(1)(a): VIES was away, the confirmation is still to come"),
    ("FR", "FR40303265045", None, TaxPending, "R 18(1)(a): the same for every member state"),
    ("LV", "EE100931558", None, TaxPending, "R 18(1)(a): and for a number of another one"),
    ("LV", "LV40003245752", TODAYS, CHARGED_THERE, "R 18(1)(a): confirmed on the day itself"),
    ("LV", "LV40003245752", NINETY_DAYS_OLD, CHARGED_THERE, "R 18(1)(a), 55: recent confirmation"),
    ("LV", "LV40003245752", NINETY_ONE_DAYS_OLD, TaxPending, "R 18(1)(a): confirmation too old, to be asked again"),
    ("LV", "LV40003245752", OLD_INVALID, TaxPending, "R 18(1)(a): refusal too old, to be asked again"),
    ("MC", "FR40303265045", VALID, CHARGED_THERE, "D 7(1): Monaco counts as France"),
    ("MC", "", None, DUTCH, "D 7(1), 45"),
    ("CH", "", None, NOT_HERE, "D 44: the place is outside the Union"),
    ("CH", "CHE107787577", None, NOT_HERE, "D 44; R 18(3)"),
    ("GB", "GB123456782", None, NOT_HERE, "D 44; R 18(3): outside the Union since 2021"),
    ("GB", "XI123456782", None, NOT_HERE, "WA 8: in Northern Ireland only goods fall under the Directive"),
    ("XI", "XI123456782", VALID, NOT_HERE, "WA 8: the same where the code stands for the country"),
    ("IM", "GB123456782", None, NOT_HERE, "D 7(1): the Isle of Man follows the United Kingdom"),
    ("NO", "NO995525828", None, NOT_HERE, "D 44; R 18(3)"),
    ("NO", "DE136695976", VALID, NOT_HERE, "D 44: established in Norway, whatever number it has elsewhere"),
    ("NO", "NL005916343B01", VALID, NOT_HERE, "D 44: the same with a Dutch one"),
    ("US", "", None, NOT_HERE, "D 44; R 18(3)"),
    ("UA", "", None, NOT_HERE, "D 44; R 18(3)"),
    ("TR", "", None, NOT_HERE, "D 44; R 18(3)"),
    ("IS", "", None, NOT_HERE, "D 44: the EEA is not the Union"),
    ("LI", "", None, NOT_HERE, "D 44: nor is Liechtenstein"),
    ("SM", "", None, NOT_HERE, "D 5, 44: nor is San Marino"),
    ("AX", "FI20774740", VALID, NOT_HERE, "D 6(1)(e): Åland, where its own country code is used"),
    ("RE", "FR40303265045", VALID, NOT_HERE, "D 6(1)(c): Réunion, likewise"),
]  # fmt: skip

# country, postcode, number, evidence, expected, source
PLACES: list[tuple[str, str, str, Evidence | None, Expected, str]] = [
    ("FI", "22100", "FI20774740", VALID, NOT_HERE, "D 5, 6(1)(e): Mariehamn, Åland"),
    ("FI", "FI-22100", "FI20774740", None, NOT_HERE, "D 6(1)(e): nothing to wait for"),
    ("FI", "00100", "FI20774740", VALID, CHARGED_THERE, "D 44, 196: Helsinki"),
    ("ES", "35001", "ESA58818501", VALID, NOT_HERE, "D 6(1)(b): Las Palmas, Canary Islands"),
    ("ES", "38001", "", None, NOT_HERE, "D 6(1)(b): Santa Cruz, Canary Islands"),
    ("ES", "51001", "ESA58818501", VALID, NOT_HERE, "D 6(2)(c): Ceuta"),
    ("ES", "52001", "ESA58818501", VALID, NOT_HERE, "D 6(2)(d): Melilla"),
    ("ES", "07001", "ESA58818501", VALID, CHARGED_THERE, "D 44, 196: the Balearic Islands are inside"),
    ("IT", "23041", "IT00743110157", VALID, NOT_HERE, "D 6(2)(e): Livigno"),
    ("IT", "22061", "IT00743110157", VALID, NOT_HERE, "D 6(1)(f): Campione d'Italia"),
    ("IT", "00184", "IT00743110157", VALID, CHARGED_THERE, "D 44, 196: Rome"),
    ("DE", "78266", "DE136695976", VALID, NOT_HERE, "D 6(2)(b): Büsingen"),
    ("DE", "27498", "DE136695976", VALID, NOT_HERE, "D 6(2)(a): Heligoland"),
    ("DE", "78262", "DE136695976", VALID, CHARGED_THERE, "D 44, 196: Gailingen, next to Büsingen"),
    ("GR", "630 86", "EL094259216", VALID, NOT_HERE, "D 6(1)(a): Mount Athos"),
    ("FR", "97400", "FR40303265045", VALID, NOT_HERE, "D 6(1)(c): Saint-Denis, Réunion"),
    ("FR", "98800", "", None, NOT_HERE, "D 5(2): New Caledonia is not part of the Union"),
    ("FR", "98000", "FR40303265045", VALID, CHARGED_THERE, "D 7(1): Monaco counts as France"),
    ("FR", "20000", "FR40303265045", VALID, CHARGED_THERE, "D 44, 196: Corsica is inside"),
    ("PT", "9000-001", "PT501964843", VALID, CHARGED_THERE, "D 44, 196: Madeira is inside"),
    ("GB", "BT1 1AA", "XI123456782", None, NOT_HERE, "WA 8: Belfast; services as in Great Britain"),
    ("NL", "1185 XB", "", None, DUTCH, "D 44; NL 9(1): Amstelveen"),
]  # fmt: skip

# seller, day, rate: the rate is that of the day, of the seller's country
CHANGES: list[tuple[str, date, str, str]] = [
    ("DE", date(2020, 6, 30), "19", "D 93, 97; UStG 12(1)"),
    ("DE", date(2020, 7, 1), "16", "UStG 28(1): lowered for half a year"),
    ("DE", date(2021, 1, 1), "19", "UStG 12(1): and back"),
    ("EE", date(2023, 12, 31), "20", "KMS 15(1)"),
    ("EE", date(2024, 1, 1), "22", "KMS 15(1)"),
    ("EE", date(2025, 6, 30), "22", "KMS 15(1)"),
    ("EE", date(2025, 7, 1), "24", "KMS 15(1)"),
    ("FI", date(2024, 8, 31), "24", "AVL 84"),
    ("FI", date(2024, 9, 1), "25.5", "AVL 84"),
    ("SK", date(2024, 12, 31), "20", "ZDPH 27(1)"),
    ("SK", date(2025, 1, 1), "23", "ZDPH 27(1)"),
    ("RO", date(2025, 7, 31), "19", "Codul fiscal 291(1)"),
    ("RO", date(2025, 8, 1), "21", "Codul fiscal 291(1)"),
    ("LU", date(2023, 12, 31), "16", "LTVA 39: lowered for a year"),
    ("LU", date(2024, 1, 1), "17", "LTVA 39: and back"),
    ("IE", date(2020, 9, 1), "21", "VATCA 46(1): lowered for half a year"),
    ("NL", date(2026, 9, 14), "21", "NL 9(1)"),
]


@pytest.mark.parametrize(("buyer", "number", "evidence", "expected", "source"), CASES)
def test_how_a_membership_is_taxed(
    buyer: str,
    number: str,
    evidence: Evidence | None,
    expected: Expected,
    source: str,
) -> None:
    judge(Sale("NL", buyer, number, TODAY), evidence, expected, source)


@pytest.mark.parametrize(("buyer", "postcode", "number", "evidence", "expected", "source"), PLACES)
def test_where_an_address_lies(
    buyer: str, postcode: str, number: str, evidence: Evidence | None, expected: Expected, source: str
) -> None:
    judge(Sale("NL", buyer, number, TODAY, postcode), evidence, expected, source)


def judge(sale: Sale, evidence: Evidence | None, expected: Expected, source: str) -> None:
    if isinstance(expected, type):
        with pytest.raises(expected) as waits:
            treatment(sale, evidence=evidence, rates=RATES, proof_days=90)
        assert waits.value.number == sale.buyer_number, source
        return
    taxed = treatment(sale, evidence=evidence, rates=RATES, proof_days=90)
    assert (taxed.percent, taxed.category, taxed.reason_code) == expected, source


def test_every_member_state_is_in_the_table() -> None:
    assert {*NUMBERS, "NL"} == vat.UNION
    assert len(CASES) + len(PLACES) + len(CHANGES) >= 60


@pytest.mark.django_db
@pytest.mark.parametrize(("seller", "on", "percent", "source"), CHANGES)
def test_the_rate_is_that_of_the_day(seller: str, on: date, percent: str, source: str) -> None:
    rates = {seller: VatRate.objects.percent(country=seller, on=on)}
    taxed = treatment(Sale(seller, seller, "", on), evidence=None, rates=rates, proof_days=90)
    assert (taxed.percent, taxed.category) == (Decimal(percent), Category.STANDARD), source


@pytest.mark.django_db
def test_todays_rates_are_those_that_others_keep_too() -> None:
    theirs = {
        country: Decimal(str(eu_vat_rates_data.get_standard_rate(country))) for country in sorted(vat.UNION)
    }
    ours = {country: VatRate.objects.percent(country=country, on=TODAY) for country in sorted(vat.UNION)}
    assert ours == theirs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        (REVERSE_CHARGE, "en-gb", "Reverse charge"),  # D 226(11a)
        (REVERSE_CHARGE, "lv", "Nodokļa apgrieztā maksāšana"),
        (OUTSIDE_SCOPE, "en-gb", "Outside the scope"),
        (OUTSIDE_SCOPE, "lv", "Ārpus ES PVN"),
    ],
)
def test_a_note_says_why_in_the_buyers_language(code: str, language: str, words: str) -> None:
    assert VatNote.objects.text(code=code, on=TODAY, language=language).startswith(words)


@pytest.mark.django_db
def test_a_note_holds_from_its_day_on() -> None:
    VatNote.objects.filter(code=REVERSE_CHARGE).update(until_on=date(2027, 1, 1))
    VatNote.objects.create(code=REVERSE_CHARGE, texts={"en": "Anew"}, from_on=date(2027, 1, 1))
    assert VatNote.objects.text(code=REVERSE_CHARGE, on=date(2027, 1, 1)) == "Anew"
    assert VatNote.objects.text(code=REVERSE_CHARGE, on=date(2026, 12, 31)).startswith("Reverse charge")
    assert VatNote.objects.text(code="", on=TODAY) == ""


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
