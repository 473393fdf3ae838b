from decimal import Decimal

import pytest

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
