"""The clock that staff of a test system move: every process sees it, production knows none."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from cps_portal.lib import clock
from subscriptions.models import Notice, Term
from subscriptions.tasks import do_due
from tests.factories import SubscriptionFactory, TermFactory

PAGE = reverse("move_clock")


def test_the_clock_moves_on_and_back() -> None:
    real = clock.now()
    clock.move(timedelta(days=30))
    clock.move(timedelta(days=1))
    assert timedelta(days=31) <= clock.now() - real < timedelta(days=31, minutes=5)
    clock.release()
    assert clock.now() - real < timedelta(minutes=5)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_day_s_hour_is_the_same_in_summer(hour: int) -> None:
    clock.move(clock.begins(date(2031, 1, 15)) + timedelta(hours=hour, minutes=20) - clock.now())
    for day in (date(2031, 7, 15), date(2031, 1, 16), date(2031, 10, 26)):
        clock.move_to(day)
        assert (clock.today(), timezone.localtime(clock.now()).hour) == (day, hour)


def test_the_clock_moves_to_a_day() -> None:
    clock.move_to(date(2031, 2, 28))
    assert clock.today() == date(2031, 2, 28)


def test_another_process_sees_the_moved_clock(settings: Settings) -> None:
    clock.move(timedelta(days=400))
    read = (
        "import pathlib, django; from django.conf import settings;"
        f"settings.configure(CLOCK_FILE=pathlib.Path({str(settings.CLOCK_FILE)!r}), USE_TZ=True);"
        "from cps_portal.lib import clock; print(clock.offset().days)"
    )
    said = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "400"


def test_production_has_the_real_time_only(settings: Settings, as_vera: Client) -> None:
    clock.move(timedelta(days=30))
    settings.CLOCK_FILE = None
    assert clock.offset() == timedelta()
    with pytest.raises(clock.ClockIsFixed):
        clock.move(timedelta(days=1))
    assert as_vera.get(PAGE).status_code == 404
    assert as_vera.post(PAGE, {"step": "day"}).status_code == 404


def test_nobody_moves_the_clock_out_of_the_calendar() -> None:
    with pytest.raises(clock.ClockIsFixed, match="ten years"):
        clock.move_to(date(2090, 1, 1))


def test_a_day_begins_at_its_own_midnight_in_summer_too() -> None:
    assert clock.begins(date(2027, 7, 1)) == datetime(2027, 6, 30, 22, 0, tzinfo=UTC)
    assert clock.begins(date(2027, 1, 1)) == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def test_staff_move_it_and_everybody_is_told(as_vera: Client, client: Client) -> None:
    assertNotContains(client.get("/"), "Test system.")
    page = as_vera.post(PAGE, {"step": "month"}, follow=True)
    assertContains(page, "Test system. The clock is moved")
    assertContains(client.get("/"), "Test system. The clock is moved")
    assertContains(as_vera.get(reverse("admin:index")), "Test system. The clock is moved")
    as_vera.post(PAGE, {"step": "to", "day": "2031-03-01"})
    assert clock.today() == date(2031, 3, 1)
    as_vera.post(PAGE, {"step": "back"})
    assert clock.offset() == timedelta()


@pytest.mark.parametrize("answer", [{"step": "to"}, {"step": "to", "day": "soon"}, {"step": "year"}, {}])
def test_an_answer_that_is_none_moves_nothing(as_vera: Client, answer: dict[str, str]) -> None:
    assert as_vera.post(PAGE, answer).status_code == 200
    assert clock.offset() == timedelta()


def test_customers_cannot_move_it(as_anna: Client) -> None:
    assert as_anna.post(PAGE, {"step": "day"}).status_code == 302
    assert clock.offset() == timedelta()


def test_the_sweep_acts_as_if_the_new_day_had_come(as_vera: Client, company: Company, anna: User) -> None:
    today = clock.today()
    ends_on = today + timedelta(days=80)
    TermFactory.create(
        subscription=SubscriptionFactory.create(company=company), starts_on=today, ends_on=ends_on
    )
    as_vera.post(PAGE, {"step": "month"})
    do_due.apply()  # The page has woken the worker, which tests do not run.
    assert Notice.objects.filter(kind=Notice.Kind.RENEWAL_REMINDER, step=60).count() == 1
    assert Term.objects.count() == 1
