from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models


def period(start: str, end: str) -> models.Func:
    """Return two date columns as the range that exclusion constraints compare; a plain Func stands in migrations."""
    return models.Func(start, end, models.Value("[)"), function="DATERANGE", output_field=DateRangeField())


M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows that hold from a day until a day, or without end."""

    def in_force(self, *, on: date) -> Self:
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gt=on), from_on__lte=on)
