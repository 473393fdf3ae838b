from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries


class CountryQuerySet(models.QuerySet["ParticipatingCountry"]):
    def open(self, *, on: date) -> "CountryQuerySet":
        """The countries whose companies may apply on that day."""
        return self.filter(models.Q(until_on=None) | models.Q(until_on__gt=on), from_on__lte=on)


class ParticipatingCountry(models.Model):
    """A country whose companies may apply, from a day until a day, perhaps on its mainland only."""

    code = models.CharField(_("country code"), max_length=2)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    excluded_postcodes = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("excluded postcodes"),
        default=list,
        blank=True,
        help_text=_("How postcodes outside the mainland begin."),
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("participating country")
        verbose_name_plural = _("participating countries")
        ordering = ["code", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="country_opens_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")),
                name="country_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(countries.name(self.code))

    def covers(self, postal_code: str) -> bool:
        """Return whether an address with this postcode lies in the participating part of the country."""
        compact = "".join(sign for sign in postal_code.upper() if sign.isalnum()).removeprefix(self.code)
        return not any(compact.startswith(prefix) for prefix in self.excluded_postcodes)
