from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyFiguresQuerySet(models.QuerySet["DailyFigures"]):
    def since(self, day: date) -> "DailyFiguresQuerySet":
        return self.filter(on__gte=day).order_by("on")


class DailyFigures(models.Model):
    """What was counted of one day, by kind and name: what would take too long to count whenever somebody looks.

    The numbers of a day that is over stay as they were then, also where what they were counted from changes later.
    """

    on = models.DateField(_("day"), primary_key=True)
    counts = models.JSONField(_("counts"), default=dict)
    counted_at = models.DateTimeField(_("counted at"))

    objects = DailyFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        ordering = ["-on"]

    def __str__(self) -> str:
        return str(self.on)

    def of(self, kind: str) -> dict[str, int]:
        """Return the counts of one kind by name; nothing where it was not counted."""
        found: dict[str, int] = self.counts.get(kind, {})
        return found
