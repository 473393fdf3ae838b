from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cps_portal.lib import money
from cps_portal.lib.texts import in_language
from points.models import Level
from subscriptions.models.periods import DatedQuerySet, period


class FeeQuerySet(DatedQuerySet["Fee"]):
    def general(self) -> "FeeQuerySet":
        """The fees of every country that has none of its own."""
        return self.filter(country="")

    def offered_in(self, country: str) -> "FeeQuerySet":
        """The fees that a company of that country may be asked for, a country's own after the general one."""
        return self.filter(country__in=("", country)).order_by("country")

    def of(self, level: Level, *, country: str, on: date) -> "Fee":
        """The fee of a level in a country on a day; raises DoesNotExist where none is known."""
        return self.in_force(on=on).offered_in(country).filter(level=level).latest("country")

    def by_level(self, *, country: str, on: date) -> "dict[int, Fee]":
        """The fees of a country on a day, by the key of their levels."""
        return {fee.level_id: fee for fee in self.in_force(on=on).offered_in(country)}


class Fee(models.Model):
    """What a level costs for a year, net of VAT, from a day until a day: in a country, or wherever it has none."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="fees", verbose_name=_("level"))
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    amount_cents = models.PositiveIntegerField(_("yearly fee in cents"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ["level", "country", "from_on", "pk"]
        constraints = [
            # Whatever its currency: a company is asked for one fee, and pays in the currency of that.
            ExclusionConstraint(
                name="level_has_one_fee_in_a_country_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("country", RangeOperators.EQUAL),
                    (period("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="fee_has_a_currency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.amount}"

    @property
    def country_name(self) -> str:
        return str(countries.name(self.country)) if self.country else gettext("every country")

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
    """What a benefit amounts to at one level for terms that are ordered from a day until a day."""

    level = models.ForeignKey(Level, models.CASCADE, related_name="benefits", verbose_name=_("level"))
    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="levels", verbose_name=_("benefit"))
    values = models.JSONField(_("value by language"), default=dict)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet["LevelBenefit"].as_manager()

    class Meta:
        verbose_name = _("benefit of a level")
        verbose_name_plural = _("benefits of levels")
        ordering = ["benefit", "level", "from_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="level_has_a_benefit_once_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("benefit", RangeOperators.EQUAL),
                    (period("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.value}"

    @property
    def value(self) -> str:
        return in_language(self.values)
