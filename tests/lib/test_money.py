from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cps_portal.lib import money


@pytest.mark.parametrize(
    ("cents", "percent", "expected"),
    [(8500, "21", 1785), (1, "50", 1), (3, "50", 2), (-1, "50", -1), (8500, "0", 0), (10005, "21", 2101)],
)
def test_a_percentage_is_whole_cents_with_halves_away_from_zero(
    cents: int, percent: str, expected: int
) -> None:
    assert money.percentage_of(cents, Decimal(percent)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-gb", "€85.00"), ("lv", "85,00\xa0€")],
)
def test_an_amount_is_written_as_the_language_writes_it(language: str, expected: str) -> None:
    assert money.spoken(8500, "EUR", language) == expected


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        *(
            ("85", 8500),
            ("85.00", 8500),
            ("85,00 €", 8500),
            ("85,0", 8500),
            ("€85", 8500),
            ("EUR 85.5", 8550),
        ),
        *(("1 000,00", 100000), ("1\xa0000,00\xa0€", 100000), ("1\u202f000", 100000), ("1.000,00", 100000)),
        *(("1,000.00", 100000), ("1,000", 100000), ("1'000.00", 100000), ("1.000.000,01 eur", 100000001)),
        *(("0,05", 5), ("10285", 1028500)),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, cents: int) -> None:
    assert money.read(written) == cents


@pytest.mark.parametrize(
    "written", ["", "€", "2026-000042", "RF02", "85,00,00", "1,00.000", "85 or 90", "-85", "٨٥", "1.2345"]
)
def test_other_text_is_no_amount(written: str) -> None:
    assert money.read(written) is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["en-gb", "lv"]))
def test_what_we_say_we_also_read(cents: int, language: str) -> None:
    assert money.read(money.spoken(cents, language=language)) == cents
