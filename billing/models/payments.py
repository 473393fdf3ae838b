from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.invoices import Invoice
from cps_portal.lib import money
from subscriptions.models import SignUp


class PaymentQuerySet(models.QuerySet["Payment"]):
    def total_cents(self) -> int:
        return self.aggregate(total=Sum("amount_cents"))["total"] or 0


class Payment(models.Model):
    """Money that came for an invoice or, below zero, went back; the database refuses to change or delete one."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments", verbose_name=_("invoice"))
    amount_cents = models.IntegerField(_("amount in cents"))
    method = models.CharField(_("payment"), max_length=10, choices=SignUp.Payment.choices)
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["invoice", "id"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_cents=0), name="payment_moves_money"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.reference}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.invoice.currency)
