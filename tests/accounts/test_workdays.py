from datetime import date

import pytest

from accounts import workdays
from accounts.workdays import Pause


@pytest.mark.parametrize(
    ("sent", "country", "promised", "why"),
    [
        (date(2026, 9, 14), "LV", date(2026, 9, 16), "an ordinary Monday"),
        (date(2026, 9, 18), "LV", date(2026, 9, 22), "over a weekend"),
        (date(2026, 9, 19), "LV", date(2026, 9, 22), "sent on a Saturday"),
        (
            date(2026, 11, 17),
            "LV",
            date(2026, 11, 20),
            "the eighteenth of November is the day of the republic",
        ),
        (date(2026, 11, 17), "NL", date(2026, 11, 19), "which the Netherlands do not keep"),
        (date(2026, 6, 22), "LV", date(2026, 6, 26), "Līgo and Jāņi"),
        (date(2026, 12, 23), "LV", date(2026, 12, 29), "Christmas"),
        (date(2026, 4, 2), "LV", date(2026, 4, 8), "Easter, from Good Friday to Monday"),
    ],
)
def test_two_working_days(sent: date, country: str, promised: date, why: str) -> None:
    assert workdays.promised_day(sent, days=2, country=country) == promised, why


@pytest.mark.parametrize(
    ("pauses", "promised"),
    [
        ([Pause(date(2026, 9, 15), date(2026, 9, 17))], date(2026, 9, 21)),
        ([Pause(date(2026, 9, 16), date(2026, 9, 16))], date(2026, 9, 17)),
        ([Pause(date(2026, 9, 14), date(2026, 9, 14))], date(2026, 9, 16)),
        (
            [Pause(date(2026, 9, 15), date(2026, 9, 15)), Pause(date(2026, 9, 17), date(2026, 9, 18))],
            date(2026, 9, 21),
        ),
        ([Pause(date(2026, 9, 15))], date(2026, 9, 17)),
        ([Pause(date(2026, 9, 18), date(2026, 9, 30))], date(2026, 9, 16)),
    ],
)
def test_days_of_waiting_do_not_count(pauses: list[Pause], promised: date) -> None:
    assert workdays.promised_day(date(2026, 9, 14), days=2, country="LV", pauses=pauses) == promised


def test_pauses_are_read_from_the_history() -> None:
    first, second, third = date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 18)
    history = [
        ("submitted", first),
        ("claimed", first),
        ("asked", second),
        ("answered", third),
        ("asked", third),
    ]
    assert workdays.pauses(history) == [Pause(second, third), Pause(third)]


def test_a_country_without_a_calendar_has_weekends() -> None:
    assert workdays.promised_day(date(2026, 9, 18), days=1, country="XX") == date(2026, 9, 21)
