from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company
from accounts.models.users import User


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def due(self) -> "DataRequestQuerySet":
        return self.filter(done_at=None).order_by("pk")

    def expired(self, *, at: datetime) -> "DataRequestQuerySet":
        """Copies whose time to be fetched is over and whose file is still there."""
        return self.filter(expires_at__lte=at).exclude(file="")


class DataRequest(models.Model):
    """A person asks for a copy of what we keep, or for its erasure; the app that may read everything does it."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("copy of the data")
        ERASE_PERSON = "erase_person", _("erasure of the person")
        ERASE_COMPANY = "erase_company", _("erasure of the company")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="data_requests", verbose_name=_("person"))
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="data_requests",
        verbose_name=_("company"),
    )
    asked_at = models.DateTimeField(_("asked at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    refusal = models.TextField(_("why it was not done"), blank=True)
    file = models.FileField(_("file"), upload_to="exports/%Y/%m", max_length=200, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(done_at=None),
                name="data_is_asked_for_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"
