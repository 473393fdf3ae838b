from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SellerQuerySet(models.QuerySet["Seller"]):
    def selling_to(self, country: str) -> "Seller":
        """The seller of a market; the one without markets of its own sells everywhere else."""
        here = self.filter(markets__contains=[country]).order_by("pk").first()
        return here or self.filter(markets=[]).earliest("pk")


class Seller(models.Model):
    """The legal person that sells memberships, with the account to which transfers go."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=200)
    postal_code = models.CharField(_("postcode"), max_length=20)
    city = models.CharField(_("town"), max_length=100)
    country = models.CharField(_("country"), max_length=2)
    vat_number = models.CharField(_("VAT number"), max_length=20)
    registration_number = models.CharField(_("registration number"), max_length=40)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11)
    bank_name = models.CharField(_("bank"), max_length=120)
    markets = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("markets"),
        default=list,
        blank=True,
        help_text=_("Country codes of its buyers; empty: every country that no other seller has."),
    )
    number_prefix = models.CharField(
        _("prefix of its invoice numbers"),
        max_length=4,
        blank=True,
        help_text=_("Capital letters that keep the numbers of two sellers apart."),
    )
    time_zone = models.CharField(_("time zone of its calendar"), max_length=40, default="Europe/Amsterdam")

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["number_prefix"], name="seller_has_its_own_prefix")]

    def __str__(self) -> str:
        return self.name

    def day_of(self, at: datetime) -> date:
        """The day in the seller's own calendar, which decides the date and the year of its papers."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


class VatRateQuerySet(models.QuerySet["VatRate"]):
    def percent(self, *, country: str, on: date) -> Decimal:
        """The standard rate of a country on a day; raises DoesNotExist where none is known."""
        return (
            self.filter(models.Q(until_on=None) | models.Q(until_on__gt=on), country=country, from_on__lte=on)
            .latest("from_on")
            .rate
        )


class VatRate(models.Model):
    """A country's standard VAT rate in percent, from a day until a day."""

    country = models.CharField(_("country"), max_length=2)
    rate = models.DecimalField(_("rate in percent"), max_digits=5, decimal_places=2)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = VatRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["country", "from_on"], name="country_has_one_rate_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.rate} %"
