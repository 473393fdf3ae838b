from django.db import models
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Company, User
from products import serials
from products.dates import PartialDate
from products.models.catalogue import Product

# Gear bought elsewhere (outside the EEA, Switzerland and the United Kingdom) is accepted and shown to staff.
# fmt: off
HOME_MARKET = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on


FIELD_NAMES = {
    "model": gettext_lazy("model"),
    "serial": gettext_lazy("serial number"),
    "purchased": gettext_lazy("purchase date"),
    "country": gettext_lazy("country of purchase"),
    "dealer": gettext_lazy("dealer"),
}


class GearDetails(models.Model):
    """What is known of a piece of gear besides its model; `purchased_on` begins the day, month or year meant."""

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    serial = models.CharField(_("serial number"), max_length=20, blank=True)
    purchased_on = models.DateField(_("purchase date"), null=True, blank=True)
    purchase_precision = models.CharField(
        _("precise to the"), max_length=5, choices=Precision.choices, blank=True
    )
    country = models.CharField(_("country of purchase"), max_length=2, blank=True)
    dealer = models.CharField(_("dealer"), max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def purchased(self) -> PartialDate | None:
        return PartialDate(self.purchased_on, self.purchase_precision) if self.purchased_on else None

    @property
    def missing(self) -> list[str]:
        """The names of the fields that keep the registration from counting."""
        given = {
            "serial": self.serial,
            "purchased": self.purchased_on,
            "country": self.country,
            "dealer": self.dealer,
        }
        return [name for name, value in given.items() if not value]

    @property
    def to_add(self) -> str:
        """The one line that says what is missing; empty where nothing is."""
        if not self.missing:
            return ""
        things = ", ".join(str(FIELD_NAMES[name]) for name in self.missing)
        return gettext("To add: %(things)s") % {"things": things}


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, company: Company) -> "RegistrationQuerySet":
        return self.filter(company=company)

    def live(self) -> "RegistrationQuerySet":
        return self.filter(ended_at=None)

    def complete(self) -> "RegistrationQuerySet":
        return self.live().exclude(completed_at=None)

    def unfinished(self) -> "RegistrationQuerySet":
        return self.live().filter(completed_at=None)

    def ended(self) -> "RegistrationQuerySet":
        return self.exclude(ended_at=None)

    def shown(self, filter_name: str) -> "RegistrationQuerySet":
        """The gear behind a filter of My products: complete, needs, ended; anything else is all that is live."""
        filters = {"complete": self.complete, "needs": self.unfinished, "ended": self.ended}
        return filters.get(filter_name, self.live)()

    def searched(self, words: str) -> "RegistrationQuerySet":
        """The gear in whose model every word stands, or whose serial number has them."""
        if not words.strip():
            return self
        fits = models.Q()
        for word in words.split():
            fits &= models.Q(product__name__icontains=word)
        if serial := serials.normalised(words):
            fits |= models.Q(serial__contains=serial)
        return self.filter(fits)

    def with_requests(self) -> "RegistrationQuerySet":
        """Annotate each row with `is_asking` and `is_asked_for`: whether a transfer to or from it is open."""
        still_open = models.Q(status__in=["asked", "contested"])
        claims = self.model._meta.apps.get_model("products", "Transfer").objects.filter(still_open)
        return self.annotate(
            is_asking=models.Exists(claims.filter(wanted=models.OuterRef("pk"))),
            is_asked_for=models.Exists(claims.filter(given=models.OuterRef("pk"))),
        )

    def bought_outside(self) -> "RegistrationQuerySet":
        """Gear from outside the home market, which staff look at."""
        return self.exclude(country="").exclude(country__in=HOME_MARKET)

    def visible_to(self, user: User) -> "RegistrationQuerySet":
        return self.filter(company__roles__user=user)


class Registration(GearDetails):
    """One piece of gear of one company; its points are those of the day on which it was registered."""

    class End(models.TextChoices):
        SOLD = "sold", _("sold")
        STOLEN = "stolen", _("stolen")
        SCRAPPED = "scrapped", _("scrapped")
        HANDED_OVER = "handed_over", _("transferred to another company")
        CLOSED = "closed", _("account closed")

    # What the owner can say became of it; a transfer and a closed account end a registration by themselves.
    REPORTED = (End.SOLD, End.STOLEN, End.SCRAPPED)

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="registrations", verbose_name=_("company")
    )
    key = models.UUIDField(_("key of the form that made it"), unique=True)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="registrations", verbose_name=_("model")
    )
    points = models.PositiveIntegerField(_("points"))
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registered by")
    )
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end = models.CharField(_("why it ended"), max_length=12, choices=End.choices, blank=True)
    bookings = models.PositiveSmallIntegerField(_("how often its points were booked anew"), default=0)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["company", "-id"]),
            models.Index(fields=["serial"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "serial"],
                condition=models.Q(ended_at=None) & ~models.Q(serial=""),
                name="serial_is_live_once_per_model",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at=None)
                | (
                    ~models.Q(serial="")
                    & ~models.Q(country="")
                    & ~models.Q(dealer="")
                    & models.Q(purchased_on__isnull=False)
                ),
                name="registration_complete_has_all_four",
            ),
            models.CheckConstraint(
                condition=models.Q(purchased_on=None, purchase_precision="")
                | (models.Q(purchased_on__isnull=False) & ~models.Q(purchase_precision="")),
                name="registration_date_has_a_precision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.serial}".strip()

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def is_counting(self) -> bool:
        """Whether its points are part of the total."""
        return self.is_live and self.is_complete

    @property
    def last_event(self) -> int:
        """The number of the newest event of its history; 0 where there is none."""
        return int(self.events.values_list("pk", flat=True).last() or 0)

    @property
    def is_from_outside(self) -> bool:
        """Whether it was bought outside the home market."""
        return bool(self.country) and self.country not in HOME_MARKET

    @property
    def country_name(self) -> str:
        return str(countries.name(self.country))

    @property
    def reference(self) -> str:
        """The reference of its entry in the ledger: of the newest, where another model was put right."""
        return f"registration:{self.pk}:{self.bookings}" if self.bookings else f"registration:{self.pk}"
