from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts import names
from accounts.models.users import User


class CompanyDetails(models.Model):
    """What a company says of itself, on its application and, once approved, as our customer."""

    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    name_core = models.GeneratedField(
        expression=names.core("legal_name"),
        output_field=models.CharField(_("core of the name"), max_length=400),
        db_persist=True,
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    vat_registered = models.BooleanField(_("VAT-registered"), null=True)
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, help_text=_("With country prefix.")
    )
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    invoice_email = models.EmailField(_("address for purchase orders and e-invoices"), blank=True)
    old_cps_email = models.EmailField(_("old CPS e-mail address"), blank=True)

    class Meta:
        abstract = True

    @property
    def country_name(self) -> str:
        return str(countries.name(self.country))


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user: User) -> "CompanyQuerySet":
        return self.filter(roles__user=user)


class Company(CompanyDetails):
    """A verified business customer."""

    language = models.CharField(_("language of papers"), max_length=10)
    created_at = models.DateTimeField(_("customer since"))

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["legal_name", "pk"]
        indexes = [
            models.Index(fields=["vat_number"]),
            models.Index(fields=["country", "registration_number"]),
            models.Index(fields=["old_cps_email"]),
            models.Index(fields=["name_core"], name="company_name_core"),
            GinIndex(fields=["name_core"], opclasses=["gin_trgm_ops"], name="company_name_trigrams"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    @property
    def owner(self) -> User:
        """The person to whom mail about the membership goes."""
        return self.roles.select_related("user").get(kind=Role.Kind.OWNER).user

    @property
    def billing_email(self) -> str:
        return self.invoice_email or self.owner.email


class Role(models.Model):
    """What a person may do for a company."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("owner")
        COLLEAGUE = "colleague", _("colleague")
        ACCOUNTANT = "accountant", _("accountant")

    user = models.OneToOneField(User, models.CASCADE, related_name="role", verbose_name=_("person"))
    company = models.ForeignKey(Company, models.CASCADE, related_name="roles", verbose_name=_("company"))
    kind = models.CharField(_("role"), max_length=20, choices=Kind.choices)
    since_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["company", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(kind="owner"), name="company_has_one_owner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}"
