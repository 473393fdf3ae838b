from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class VatCheckQuerySet(models.QuerySet["VatCheck"]):
    def due(self, *, at: datetime) -> "VatCheckQuerySet":
        """Checks that VIES has not answered yet and that may be asked now."""
        return self.filter(
            status__in=[VatCheck.Status.PENDING, VatCheck.Status.UNAVAILABLE], due_at__lte=at
        ).order_by("due_at", "pk")

    def newest(self, *, number: str) -> "VatCheck | None":
        """The newest question about the number, answered or not."""
        return self.filter(number=number).order_by("-pk").first()

    def proofs(self, *, number: str, since: datetime) -> "VatCheckQuerySet":
        """Answers that prove the number valid, newest first: the evidence for reverse charge."""
        return self.filter(number=number, status=VatCheck.Status.VALID, answered_at__gte=since).order_by(
            "-answered_at", "-pk"
        )


class VatCheck(models.Model):
    """One question to VIES about a VAT number, and its answer with the raw reply as evidence."""

    class Status(models.TextChoices):
        PENDING = "pending", _("being asked")
        VALID = "valid", _("valid")
        INVALID = "invalid", _("not valid")
        UNAVAILABLE = "unavailable", _("VIES unavailable, asked again later")

    number = models.CharField(_("VAT number"), max_length=20)
    status = models.CharField(_("answer"), max_length=20, choices=Status.choices, default=Status.PENDING)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("to be asked at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    consultation_number = models.CharField(_("consultation number"), max_length=40, blank=True)
    trader_name = models.CharField(_("name in the register"), max_length=300, blank=True)
    trader_address = models.TextField(_("address in the register"), blank=True)
    reply = models.JSONField(_("raw reply"), null=True, blank=True)

    objects = VatCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("VAT check")
        verbose_name_plural = _("VAT checks")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["number", "-answered_at"]),
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=["pending", "unavailable"]),
                name="vat_check_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(status__in=["pending", "unavailable"]),
                name="vat_number_is_asked_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_status_display()}"
