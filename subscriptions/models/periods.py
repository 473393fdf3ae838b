from django.contrib.postgres.fields import DateRangeField
from django.db import models


class DateRange(models.Func):
    """Two date columns as the range that the exclusion constraints compare; [) as every period here."""

    function = "DATERANGE"
    output_field = DateRangeField()
