"""What the verification queue asks of its cases; statuses are named as in `Application.Status`."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, Self, TypeVar

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from accounts import workdays
from accounts.models.companies import Company

OURS = ("submitted", "in_review")
Row = TypeVar("Row", bound=models.Model)


class Span(NamedTuple):
    """What a case's time left is computed from: the working days of a country after one day, up to another."""

    country: str
    from_on: date
    promised_on: date

    @property
    def days_left(self) -> int:
        return workdays.between(self.from_on, self.promised_on, country=self.country)

    @property
    def key(self) -> str:
        return f"{self.country}{self.from_on:%Y%m%d}{self.promised_on:%Y%m%d}"


class QueueQuestions(models.QuerySet[Row]):
    def late(self, *, on: date) -> Self:
        """Cases whose promise we have broken; while we wait for the applicant it stands still."""
        return self.filter(status__in=OURS, promised_on__lt=on)

    def unclaimed(self) -> Self:
        return self.filter(status="submitted")

    def held_by(self, user: Any) -> Self:
        """Cases that this verifier has and that are not decided."""
        return self.filter(status__in=("in_review", "waiting"), claimed_by=user)

    def with_span(self, *, on: date) -> Self:
        """Annotate each case with `from_on`, the day from which its time left counts: today, or that of its pause."""
        paused = When(status="waiting", then=Coalesce(F("paused_on"), Value(on)))
        return self.annotate(from_on=Case(paused, default=Value(on), output_field=models.DateField()))

    def spans(self, *, on: date) -> set[Span]:
        """The different spans of all these cases: few, however many cases there are."""
        rows = self.with_span(on=on).order_by().values_list("country", "from_on", "promised_on").distinct()
        return {Span(*row) for row in rows}

    def by_time_left(self, days_left: Mapping[Span, int], *, on: date) -> Self:
        """Order by working days left, those that wait for their applicant last; annotates `days_left`.

        The calendars of public holidays are not in the database, so it is handed what each span comes to.
        """
        table = json.dumps({span.key: days for span, days in days_left.items()})
        key = Concat("country", _digits("from_on"), _digits("promised_on"))
        left = Func(
            Cast(Value(table), models.JSONField()),
            key,
            function="jsonb_extract_path_text",
            output_field=models.TextField(),
        )
        waits = Case(When(status="waiting", then=Value(1)), default=Value(0))
        ordered = self.with_span(on=on).annotate(days_left=Cast(left, models.IntegerField()), waits=waits)
        return ordered.order_by("waits", "days_left", "promised_on", "pk")

    def with_twins(self) -> Self:
        """Cases with the same number or name as another that was sent, or as a customer."""
        sent = self.model._default_manager.exclude(status="draft").exclude(pk=OuterRef("pk"))
        customers = Company.objects.exclude(pk=Coalesce(OuterRef("company_id"), Value(0)))
        found = Q()
        for same in _sames():
            found |= Q(Exists(sent.filter(same))) | Q(Exists(customers.filter(same)))
        return self.filter(found)


def _digits(field: str) -> Func:
    return Func(F(field), Value("YYYYMMDD"), function="to_char", output_field=models.CharField())


def _sames() -> list[Q]:
    """The ways in which another company can be the same; an empty field says nothing."""
    return [
        Q(vat_number=OuterRef("vat_number")) & ~Q(vat_number=""),
        Q(country=OuterRef("country"), registration_number=OuterRef("registration_number"))
        & ~Q(registration_number=""),
        Q(name_core=OuterRef("name_core")) & ~Q(name_core=""),
    ]
