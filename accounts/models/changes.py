from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models.companies import Company
from accounts.models.users import User


class CompanyChangeQuerySet(models.QuerySet["CompanyChange"]):
    def pending(self) -> "CompanyChangeQuerySet":
        return self.filter(status=CompanyChange.Status.PENDING)


def _read(name: str, facts: dict[str, Any]) -> Any:
    value = facts.get(name)
    return str(countries.name(value)) if name == "country" else value


class CompanyChange(models.Model):
    """What a company wants to be called from now on: it counts once a verifier has looked at it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("being checked")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # The facts that were verified: everything else about a company may change at once.
    FIELDS = ("legal_name", "country", "vat_registered", "vat_number", "registration_number")

    company = models.ForeignKey(Company, models.CASCADE, related_name="changes", verbose_name=_("company"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PENDING)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = CompanyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of company data")
        verbose_name_plural = _("changes of company data")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(status="pending"),
                name="company_has_one_pending_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.get_status_display()}"

    @property
    def is_pending(self) -> bool:
        return self.status == self.Status.PENDING

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Each verified fact as people read it, before and after, the unchanged ones too."""
        verbose = {field.name: str(field.verbose_name) for field in Company._meta.fields}
        return [
            (verbose[name], *(_read(name, said) for said in (self.before, self.after)))
            for name in self.FIELDS
        ]
