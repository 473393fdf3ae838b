import pytest

from accounts import numbers
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


@pytest.mark.parametrize("code", sorted(numbers.EXAMPLES))
def test_every_country_has_a_checker_and_an_example(code: str) -> None:
    with pytest.raises(DomainError, match="looks like"):
        numbers.vat_number("1", country=code)


@pytest.mark.parametrize(
    ("number", "known"), [("LV1", True), ("EL1", True), ("XI1", True), ("CHE1", False), ("GB1", False)]
)
def test_vies_knows_the_union_and_northern_ireland(number: str, known: bool) -> None:
    assert numbers.is_in_vies(number) is known


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("LV", "40003245752"),
        ("EE", "12345678"),
        ("FI", "2077474-0"),
        ("NO", "988 077 917"),
        ("SE", "556036-0793"),
        ("SE", "880320-0016"),
        ("NL", "33166721"),
        ("DE", "HRB 12345 B"),
        ("GB", "SC123456"),
        ("IT", "MI-1234567"),
        ("FR", "552 008 443"),
    ],
)
def test_registration_numbers_of_registers(country: str, typed: str) -> None:
    assert numbers.registration_number(typed, country=country)


@pytest.mark.parametrize(
    ("country", "typed"), [("LV", "40003245753"), ("NL", "3316672"), ("DE", "unknown"), ("GB", "1")]
)
def test_a_number_that_no_register_gave_is_refused(country: str, typed: str) -> None:
    with pytest.raises(DomainError, match="extract from the register"):
        numbers.registration_number(typed, country=country)
