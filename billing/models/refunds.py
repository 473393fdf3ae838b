from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.invoices import Invoice
from cps_portal.lib import money
from subscriptions.models import SignUp


class RefundQuerySet(models.QuerySet["Refund"]):
    def to_ask(self, *, at: datetime) -> "RefundQuerySet":
        """Refunds by card of which Stripe is to be told, or asked what became of them, now."""
        return self.filter(status=Refund.Status.DUE, method=SignUp.Payment.CARD, ask_at__lte=at).order_by(
            "ask_at", "pk"
        )

    def to_transfer(self) -> "RefundQuerySet":
        """Refunds that finance has to transfer."""
        return self.filter(status=Refund.Status.DUE, method=SignUp.Payment.TRANSFER)


class Refund(models.Model):
    """Money that has to go back to a customer, by the card it came from or by transfer; done once."""

    class Status(models.TextChoices):
        DUE = "due", _("to be done")
        DONE = "done", _("done")
        FAILED = "failed", _("failed, goes by transfer instead")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="refunds", verbose_name=_("invoice"))
    amount_cents = models.PositiveIntegerField(_("amount in cents"))
    method = models.CharField(_("by"), max_length=10, choices=SignUp.Payment.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DUE)
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    intent_id = models.CharField(_("Stripe PaymentIntent"), max_length=80, blank=True)
    refund_id = models.CharField(_("Stripe refund"), max_length=80, blank=True)
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    problem = models.TextField(_("what stood in the way"), blank=True)
    requested_at = models.DateTimeField(_("requested at"))
    ask_at = models.DateTimeField(_("to be asked at"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    errors = models.PositiveSmallIntegerField(_("errors answered"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("transferred by")
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ask_at"], condition=~Q(ask_at=None), name="refund_to_ask")]
        constraints = [
            models.UniqueConstraint(
                fields=["refund_id"], condition=~Q(refund_id=""), name="refund_has_its_own_id"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_moves_money"),
            models.CheckConstraint(
                condition=Q(status="due", settled_at=None)
                | (~Q(status="due") & Q(settled_at__isnull=False, ask_at=None)),
                name="refund_is_asked_until_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}: {self.get_status_display()}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.invoice.currency)


class Dispute(models.Model):
    """A customer's bank that wants a card payment back, as Stripe tells it; answered in Stripe's dashboard."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="disputes", verbose_name=_("invoice"))
    dispute_id = models.CharField(_("Stripe dispute"), max_length=80, unique=True)
    amount_cents = models.PositiveIntegerField(_("amount in cents"))
    reason = models.CharField(_("reason"), max_length=60)
    status = models.CharField(_("status"), max_length=40)
    opened_at = models.DateTimeField(_("opened at"))
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}: {self.status}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.invoice.currency)


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def open(self) -> "DifferenceQuerySet":
        return self.filter(cleared_at=None)


class Difference(models.Model):
    """Something that Stripe's books and ours tell differently; staff look into it."""

    class Kind(models.TextChoices):
        UNKNOWN_PAYMENT = "unknown_payment", _("paid at Stripe, not known here")
        MISSED_PAYMENT = "missed_payment", _("paid at Stripe, was booked by the comparison")
        MISSING_PAYMENT = "missing_payment", _("paid here, not at Stripe")
        OTHER_AMOUNT = "other_amount", _("another amount")
        OTHER_REFUND = "other_refund", _("another sum of refunds")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    intent_id = models.CharField(_("Stripe PaymentIntent"), max_length=80)
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invoice")
    )
    stripe_cents = models.IntegerField(_("cents at Stripe"))
    our_cents = models.IntegerField(_("cents here"))
    found_at = models.DateTimeField(_("found at"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cleared by")
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference from Stripe")
        verbose_name_plural = _("differences from Stripe")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "intent_id", "stripe_cents", "our_cents"], name="difference_is_found_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.intent_id}"
