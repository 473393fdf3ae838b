from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.invoices import Invoice


class Extension(models.Model):
    """More time to pay an invoice, given by staff for a reason; the paper keeps the day that is printed on it."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="extensions", verbose_name=_("invoice"))
    before_on = models.DateField(_("before that to be paid by"))
    until_on = models.DateField(_("to be paid by"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("extension of a due date")
        verbose_name_plural = _("extensions of due dates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("before_on")), name="extension_gives_time"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.until_on}"
