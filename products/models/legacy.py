from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.models.links import digest_of
from products.models.catalogue import Product, points_of
from products.models.imports import LegacyImport
from products.models.registrations import GearDetails, Registration


class LegacyMember(models.Model):
    """A member of the old programme, as imported; found by the folded e-mail address."""

    number = models.CharField(_("old membership number"), max_length=9, unique=True)
    email = models.EmailField(_("old CPS e-mail"))
    company_name = models.CharField(_("company name"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    level = models.CharField(_("old level"), max_length=40, blank=True)
    batch = models.ForeignKey(
        LegacyImport, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("legacy member")
        verbose_name_plural = _("legacy members")
        ordering = ["number"]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"{self.number} {self.email}"


class LegacyProductQuerySet(models.QuerySet["LegacyProduct"]):
    def waiting_for(self, company: Company) -> "LegacyProductQuerySet":
        """Gear of the old programme that the company's old address leads to and that has not moved yet."""
        return self.filter(
            member__email=company.old_cps_email.strip().lower(), registration=None, problem=""
        ).exclude(member__email="")

    def unknown_models(self) -> "LegacyProductQuerySet":
        """The rows that wait for somebody to say which model they mean."""
        return self.filter(problem=LegacyProduct.Problem.UNKNOWN_MODEL)

    def moved(self) -> "LegacyProductQuerySet":
        return self.exclude(registration=None)

    def with_taken(self) -> "LegacyProductQuerySet":
        """Annotate each row with `is_taken`: whether the same serial number is registered already."""
        return self.annotate(is_taken=models.Exists(_same_registered()))

    def movable(self) -> "LegacyProductQuerySet":
        """Leave out what is registered already."""
        return self.exclude(models.Exists(_same_registered()))

    def with_points(self, *, on: date) -> "LegacyProductQuerySet":
        """Annotate each row with what it would bring if it moved on that day, as `points_now`."""
        return self.annotate(points_now=points_of("product", on=on))


def _same_registered() -> models.QuerySet[Registration]:
    return (
        Registration.objects.live()
        .filter(product=models.OuterRef("product"), serial=models.OuterRef("serial"))
        .exclude(serial="")
    )


class LegacyProduct(GearDetails):
    """A row of gear of the old programme: what was read from it, or why it needs a human; moved at most once."""

    class Problem(models.TextChoices):
        UNKNOWN_MEMBER = "unknown_member", _("no such member in the file of members")
        UNKNOWN_MODEL = "unknown_model", _("the model is not in the catalogue")
        NO_MODEL = "no_model", _("the row names no model")
        BROKEN_ROW = "broken_row", _("the row has more cells than there are columns")
        NOT_REGISTRABLE = "not_registrable", _("the model cannot be registered")
        SET_ASIDE = "set_aside", _("set aside by staff")

    member = models.ForeignKey(
        LegacyMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("legacy member"),
    )
    fingerprint = models.CharField(_("fingerprint of the row"), max_length=64, unique=True)
    raw = models.JSONField(_("row as it was"))
    folded = models.CharField(_("folded name of the model"), max_length=200, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("model")
    )
    problem = models.CharField(_("needs a human"), max_length=20, choices=Problem.choices, blank=True)
    imported_at = models.DateTimeField(_("imported at"))
    registration = models.OneToOneField(
        Registration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legacy_product",
        verbose_name=_("moved to"),
    )
    batch = models.ForeignKey(
        LegacyImport, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("import")
    )

    objects = LegacyProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("legacy product")
        verbose_name_plural = _("legacy products")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(problem="") | models.Q(member__isnull=False, product__isnull=False),
                name="legacy_product_without_problem_is_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["folded"],
                condition=models.Q(problem="unknown_model"),
                name="legacy_product_unknown_models",
            )
        ]

    def __str__(self) -> str:
        return str(self.product or self.raw.get("product", ""))


class LegacyChange(models.Model):
    """What a row of the old programme said before an import read it anew, so that the import can be taken back."""

    batch = models.ForeignKey(LegacyImport, models.PROTECT, related_name="changes", verbose_name=_("import"))
    member = models.ForeignKey(
        LegacyMember, models.PROTECT, null=True, related_name="changes", verbose_name=_("legacy member")
    )
    product = models.ForeignKey(
        LegacyProduct, models.PROTECT, null=True, related_name="changes", verbose_name=_("legacy product")
    )
    before = models.JSONField(_("row before"))

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member=None, product__isnull=False)
                | models.Q(member__isnull=False, product=None),
                name="legacy_change_is_of_one_row",
            )
        ]

    def __str__(self) -> str:
        return str(self.member or self.product)


class OldAddressProofQuerySet(models.QuerySet["OldAddressProof"]):
    def by_token(self, token: str) -> "OldAddressProofQuerySet":
        """The proof whose mailed link had this token."""
        return self.filter(digest=digest_of(token)).select_related("company")

    def usable(self, *, at: datetime) -> "OldAddressProofQuerySet":
        """The mailed links that may still prove an address."""
        return self.filter(proven_at=None, expires_at__gt=at)

    def standing_for(self, company: Company) -> "OldAddressProofQuerySet":
        """The proofs that let the company move what its old address leads to."""
        email = company.old_cps_email.strip().lower()
        return self.filter(company=company, email=email).exclude(proven_at=None)


class OldAddressProof(models.Model):
    """The proof that a company may speak for an old CPS address; a mailed link is kept as its digest only."""

    class Method(models.TextChoices):
        LOGIN = "login", _("same as the verified log-in")
        LINK = "link", _("link sent to the address")
        VERIFIER = "verifier", _("decision of a verifier")

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="old_address_proofs", verbose_name=_("company")
    )
    email = models.EmailField(_("old CPS e-mail"))
    method = models.CharField(_("method"), max_length=10, choices=Method.choices)
    digest = models.CharField(_("digest"), max_length=64, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    proven_at = models.DateTimeField(_("proven at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = OldAddressProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of an old address")
        verbose_name_plural = _("proofs of old addresses")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(proven_at__isnull=False),
                name="old_address_belongs_to_one_company",
            ),
            models.CheckConstraint(
                condition=~models.Q(method="verifier")
                | (models.Q(decided_by__isnull=False) & ~models.Q(reason="")),
                name="verifiers_proof_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_usable(self, *, at: datetime) -> bool:
        return self.proven_at is None and self.expires_at is not None and self.expires_at > at
