"""Sources of the timeline: one UNION holds them, and each tells its rows in the reader's language."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import ModuleType

import pytest
from django.utils import translation

from accounts.models import Company
from cps_portal.lib.timeline import Kind, Row, Sentence, Source, display_day, note_line, source, sources_of
from points.models import Correction
from tests.factories import CompanyFactory, UserFactory


@dataclass(frozen=True)
class Choice:
    since: date | None = None
    until: date | None = None
    text: str = ""


@source(
    Kind.POINTS,
    "points.view_correction",
    rows=Correction.objects.all(),
    of="company",
    at="proposed_at",
    reason="reason",
    amount="amount",
)
def proposed(row: Row) -> Sentence:
    return Sentence(f"{row['amount']:+d}", (row["reason"],))


@source(
    Kind.STAFF,
    "accounts.view_company",
    rows=Company.objects.all(),
    of="pk",
    at="created_at",
    name="legal_name",
)
def joined(row: Row) -> Sentence:
    return Sentence(row["name"])


def module_with(*sources: Source) -> ModuleType:
    module = ModuleType("timeline")
    for one in sources:
        setattr(module, one.event, one)
    return module


@pytest.fixture
def corrected(company: Company, at: datetime) -> Company:
    """A company whose points were corrected today, and another one."""
    Company.objects.filter(pk=company.pk).update(created_at=at - timedelta(days=9), legal_name="SIA Foto")
    for one in (company, CompanyFactory.create()):
        Correction.objects.create(
            key=uuid.uuid4(),
            company=one,
            amount=-5,
            reason="Doppelt gezählt in Łódź",
            status=Correction.Status.PROPOSED,
            needs_two=True,
            proposed_at=at,
            proposed_by=UserFactory.create(),
        )
    return company


def told(company: Company, choice: Choice, at: datetime) -> list[str]:
    sources = sources_of(module_with(proposed), module_with(joined))
    first, *others = (one.columns(company.pk, choice) for one in sources.values())
    rows = first.union(*others, all=True).order_by("-happened_at")
    return [
        sources[event].tell(Row(pk, happened_at, facts, company.pk, at.date())).title
        for event, happened_at, pk, facts in rows
    ]


@pytest.mark.django_db
def test_the_sources_of_two_apps_stand_in_one_list(corrected: Company, at: datetime) -> None:
    assert told(corrected, Choice(), at) == ["-5", "SIA Foto"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "titles"),
    [
        (Choice(since=date(2026, 9, 14)), ["-5"]),
        (Choice(until=date(2026, 9, 13)), ["SIA Foto"]),
        (Choice(since=date(2026, 9, 5), until=date(2026, 9, 14)), ["-5", "SIA Foto"]),
        (Choice(text="GEZAHLT in lodz"), ["-5"]),
        (Choice(text="legal_name"), []),
    ],
)
def test_the_list_is_narrowed_to_days_and_to_a_text(
    corrected: Company, at: datetime, choice: Choice, titles: list[str]
) -> None:
    assert told(corrected, choice, at) == titles


def test_a_module_may_have_helpers_beside_its_sources() -> None:
    module = module_with(proposed)
    module.LOOKS = {"x": 1}  # type: ignore[attr-defined]
    assert sources_of(module) == {"proposed": proposed}


def test_no_two_sources_have_the_same_event() -> None:
    with pytest.raises(ValueError, match="proposed"):
        sources_of(module_with(proposed), module_with(proposed))


def test_a_row_tells_its_days_and_amounts(at: datetime) -> None:
    facts = {"due_on": "2026-09-13", "paid_at": None, "amount_cents": 8500, "currency": "EUR"}
    row = Row("1", at, facts, 1, at.date())
    with translation.override("en-gb"):
        assert (row.day("due_on"), row.day("paid_at"), row.amount()) == ("13 September 2026", "", "€85.00")
    assert row.is_before_today("due_on")


def test_a_note_stands_in_a_line_of_its_own_and_nothing_in_none() -> None:
    assert (note_line("Called back"), note_line(""), display_day(None)) == ("Note: Called back", "", "")


def test_every_kind_has_an_icon() -> None:
    assert all(kind.icon for kind in Kind)
