from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from cps_portal.lib import money
from cps_portal.lib.texts import in_language
from points.models import Level
from subscriptions.models.periods import DateRange


class FeeQuerySet(models.QuerySet["Fee"]):
    def in_force(self, *, on: date) -> "FeeQuerySet":
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gt=on), from_on__lte=on)

    def of(self, level: Level, *, on: date, currency: str = "EUR") -> "Fee":
        """The fee of a level on a day; raises DoesNotExist where none is known."""
        return self.in_force(on=on).get(level=level, currency=currency)


class Fee(models.Model):
    """What a level costs for a year, net of VAT, from a day until a day."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="fees", verbose_name=_("level"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    amount_cents = models.PositiveIntegerField(_("yearly fee in cents"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["level", "from_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="level_has_one_fee_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on", models.Value("[)")), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.amount}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.currency)


class Benefit(models.Model):
    """What a level brings, one row of the comparison; a level without a value does not have it."""

    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    names = models.JSONField(_("name by language"), default=dict)

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names)


class LevelBenefit(models.Model):
    """What a benefit amounts to at one level."""

    level = models.ForeignKey(Level, models.CASCADE, related_name="benefits", verbose_name=_("level"))
    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="levels", verbose_name=_("benefit"))
    values = models.JSONField(_("value by language"), default=dict)

    class Meta:
        verbose_name = _("benefit of a level")
        verbose_name_plural = _("benefits of levels")
        ordering = ["benefit", "level", "pk"]
        constraints = [models.UniqueConstraint(fields=["level", "benefit"], name="level_has_a_benefit_once")]

    def __str__(self) -> str:
        return f"{self.level}: {self.value}"

    @property
    def value(self) -> str:
        return in_language(self.values)
