import pytest

from accounts import numbers
from billing import vat
from cps_portal.lib.errors import DomainError


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("LV", "LV40003245752", "LV40003245752"),
        ("LV", " lv 4000-3245-752 ", "LV40003245752"),
        ("LV", "328673-00679", "LV32867300679"),
        ("LV", "161175-19997", "LV16117519997"),
        ("AT", "U13585627", "ATU13585627"),
        ("BE", "0428.759.497", "BE0428759497"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577"),
        ("CH", "107.787.577", "CHE107787577"),
        ("CZ", "CZ 25123891", "CZ25123891"),
        ("DE", "DE 136,695 976", "DE136695976"),
        ("DK", "DK 13585628", "DK13585628"),
        ("EE", "100931558", "EE100931558"),
        ("ES", "B-58378431", "ESB58378431"),
        ("FI", "FI 20774740", "FI20774740"),
        ("FR", "Fr 40 303 265 045", "FR40303265045"),
        ("GB", "980 7806 84", "GB980780684"),
        ("GR", "EL 094259216", "EL094259216"),
        ("HU", "12892312-2-41", "HU12892312"),
        ("IE", "6433435F", "IE6433435F"),
        ("IT", "IT 00743110157", "IT00743110157"),
        ("LT", "119511515", "LT119511515"),
        ("LU", "LU 150 274 42", "LU15027442"),
        ("NL", "004495445B01", "NL004495445B01"),
        ("NO", "995 525 828", "NO995525828"),
        ("NO", "NO 995 525 828 MVA", "NO995525828"),
        ("PL", "PL 8567346215", "PL8567346215"),
        ("PT", "501 964 843", "PT501964843"),
        ("SE", "SE 123456789701", "SE123456789701"),
        ("SK", "2022749619", "SK2022749619"),
    ],
)
def test_a_vat_number_is_kept_in_one_way(country: str, typed: str, kept: str) -> None:
    assert numbers.vat_number(typed, country=country) == kept
    assert numbers.vat_number(kept, country=country) == kept


@pytest.mark.parametrize(
    ("country", "typed", "says"),
    [
        ("LV", "40003245753", "looks like LV12345678901"),
        ("LV", "4000324575", "looks like LV12345678901"),
        ("LV", "DE136695976", "begins with DE, but the country you chose is Latvia"),
        ("DE", "DE136695977", "looks like DE123456789"),
        ("NO", "995525829", "looks like NO123456789MVA"),
        ("CH", "CHE107787578", "looks like CHE-123.456.789 MWST"),
        ("GB", "hello", "looks like GB123456789"),
    ],
)
def test_a_wrong_vat_number_says_what_to_do(country: str, typed: str, says: str) -> None:
    with pytest.raises(DomainError) as no:
        numbers.vat_number(typed, country=country)
    assert says in no.value.message
    assert no.value.field == "vat_number"


# One number of each state that is right, and the same with a wrong digit.
VAT_NUMBERS = {
    "AT": ("ATU13585627", "ATU13585620"),
    "BE": ("BE0428759497", "BE0428759490"),
    "BG": ("BG175074752", "BG175074750"),
    "CH": ("CHE107787577", "CHE107787570"),
    "CY": ("CY10259033P", "CY10259030P"),
    "CZ": ("CZ25123891", "CZ25123890"),
    "DE": ("DE136695976", "DE136695970"),
    "DK": ("DK13585628", "DK13585620"),
    "EE": ("EE100931558", "EE100931550"),
    "ES": ("ESB58378431", "ESB58378430"),
    "FI": ("FI20774740", "FI20774741"),
    "FR": ("FR40303265045", "FR40303265040"),
    "GB": ("GB980780684", "GB980780680"),
    "GR": ("EL094259216", "EL094259210"),
    "HR": ("HR33392005961", "HR33392005960"),
    "HU": ("HU12892312", "HU12892310"),
    "IE": ("IE6433435F", "IE6433430F"),
    "IT": ("IT00743110157", "IT00743110150"),
    "LT": ("LT119511515", "LT119511510"),
    "LU": ("LU15027442", "LU15027440"),
    "LV": ("LV40003245752", "LV40003245750"),
    "MT": ("MT11679112", "MT11679110"),
    "NL": ("NL004495445B01", "NL004495446B01"),
    "NO": ("NO995525828", "NO995525820"),
    "PL": ("PL8567346215", "PL8567346210"),
    "PT": ("PT501964843", "PT501964840"),
    "RO": ("RO18547290", "RO18547291"),
    "SE": ("SE123456789701", "SE123456780701"),
    "SI": ("SI50223054", "SI50223050"),
    "SK": ("SK2022749619", "SK2022749610"),
}


@pytest.mark.parametrize("country", sorted(VAT_NUMBERS))
def test_the_vat_numbers_of_every_country_are_counted_through(country: str) -> None:
    good, bad = VAT_NUMBERS[country]
    assert numbers.vat_number(good, country=country) == good
    prefix = "CHE" if country == "CH" else good[:2]
    number = good.removeprefix(prefix)
    assert numbers.vat_number(number, country=country) == good
    assert numbers.vat_number(f" {prefix.lower()} {number} ", country=country) == good
    with pytest.raises(DomainError, match="looks like"):
        numbers.vat_number(bad, country=country)


def test_no_country_is_left_out() -> None:
    assert set(VAT_NUMBERS) == set(numbers.EXAMPLES) == set(REGISTERED)
    assert vat.UNION | {"GB", "CH", "NO"} == set(VAT_NUMBERS)


def test_a_company_in_northern_ireland_keeps_its_prefix() -> None:
    assert numbers.vat_number("XI 980 7806 84", country="GB") == "XI980780684"
    assert numbers.vat_number("XI980780684", country="GB") == "XI980780684"
    with pytest.raises(DomainError, match="looks like"):
        numbers.vat_number("XI980780680", country="GB")


@pytest.mark.parametrize("beginning", ["32", "33", "34", "35", "36", "37", "38", "39"])
def test_a_latvian_personal_code_of_the_new_form_is_not_refused(beginning: str) -> None:
    assert numbers.vat_number(f"{beginning}8673-00671", country="LV") == f"LV{beginning}867300671"
    assert numbers.registration_number(f"{beginning}8673-00671", country="LV") == f"{beginning}867300671"


@pytest.mark.parametrize("code", sorted(numbers.EXAMPLES))
def test_every_country_has_a_checker_and_an_example(code: str) -> None:
    with pytest.raises(DomainError, match="looks like"):
        numbers.vat_number("1", country=code)


@pytest.mark.parametrize(
    ("number", "known"), [("LV1", True), ("EL1", True), ("XI1", True), ("CHE1", False), ("GB1", False)]
)
def test_vies_knows_the_union_and_northern_ireland(number: str, known: bool) -> None:
    assert numbers.is_in_vies(number) is known


# Numbers that the register of each state could have given, and one that it cannot have given.
REGISTERED: dict[str, tuple[list[str], str]] = {
    "AT": (["FN 122119m", "122119 M", "ZVR 123456789"], "FN 122119"),
    "BE": (["0403.019.261"], "0403.019.262"),
    "BG": (["175074752"], "175074753"),
    "CH": (["CHE-100.155.212"], "CHE-100.155.213"),
    "CY": (["HE 123456", "10259033P"], "10259033Z"),
    "CZ": (["25123891"], "25123892"),
    "DE": (["HRB 12345 B", "Amtsgericht Köln HRB 12345", "HRA 11223, Aachen", "VR 4711"], "unknown"),
    "DK": (["13585628"], "13585627"),
    "EE": (["12345678"], "12345679"),
    "ES": (["B64717838", "54362315K"], "B64717839"),
    "FI": (["2077474-0"], "2077474-1"),
    "FR": (["552 008 443", "732 829 320 00074"], "552 008 444"),
    "GB": (["00445790", "SC123456", "OC301234"], "1"),
    "GR": (["123456789000", "094259216"], "094259217"),
    "HR": (["33392005961", "080012345"], "33392005962"),
    "HU": (["01-09-123456", "12892312", "12892312-2-41"], "12892313"),
    "IE": (["123456", "6433435F"], "6433435E"),
    "IT": (["MI-1234567", "REA MI 1234567", "00743110157"], "00743110158"),
    "LT": (["110688998", "121215434", "1234567"], "110688997"),
    "LU": (["B 12345", "B12345"], "12345"),
    "LV": (["40003245752"], "40003245753"),
    "MT": (["C 12345", "C12345"], "12345"),
    "NL": (["33166721"], "3316672"),
    "NO": (["988 077 917"], "988 077 918"),
    "PL": (["0000127206", "192598184", "8567346215"], "8567346216"),
    "PT": (["501964843"], "501964844"),
    "RO": (["18547290", "J52/750/2012"], "18547291"),
    "SE": (["556036-0793", "880320-0016"], "556036-0794"),
    "SI": (["9331310000", "50223054"], "9331320000"),
    "SK": (["35763469"], "35763468"),
}


@pytest.mark.parametrize(
    ("country", "typed"), [(country, typed) for country, (good, _bad) in REGISTERED.items() for typed in good]
)
def test_registration_numbers_of_registers(country: str, typed: str) -> None:
    kept = numbers.registration_number(typed, country=country)
    assert numbers.registration_number(kept, country=country) == kept


@pytest.mark.parametrize(("country", "typed"), [(country, bad) for country, (_, bad) in REGISTERED.items()])
def test_a_number_that_no_register_gave_is_refused(country: str, typed: str) -> None:
    with pytest.raises(DomainError, match="extract from the register") as no:
        numbers.registration_number(typed, country=country)
    assert no.value.field == "registration_number"


@pytest.mark.parametrize(
    ("country", "number", "counted"),
    [("LV", "40003245752", True), ("DE", "HRB 12345", False), ("PL", "0000127206", False)],
)
def test_it_is_known_which_numbers_have_a_check_digit(country: str, number: str, counted: bool) -> None:
    assert numbers.has_check_digit(number, country=country) is counted
