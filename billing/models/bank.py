from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.invoices import Invoice
from billing.models.payments import Payment
from billing.models.sellers import Seller
from cps_portal.lib import money


class BankStatement(models.Model):
    """A statement of a seller's account as the bank wrote it, taken in once."""

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+", verbose_name=_("seller"))
    iban = models.CharField(_("IBAN"), max_length=34)
    statement_id = models.CharField(_("the bank's number of it"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3)
    opening_cents = models.BigIntegerField(_("opening balance in cents"))
    closing_cents = models.BigIntegerField(_("closing balance in cents"))
    until_on = models.DateField(_("until"))
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["iban", "statement_id", "until_on"], name="bank_statement_is_taken_in_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.iban} {self.statement_id}"

    @property
    def opening(self) -> str:
        return money.spoken(self.opening_cents, self.currency)

    @property
    def closing(self) -> str:
        return money.spoken(self.closing_cents, self.currency)


class BankEntryQuerySet(models.QuerySet["BankEntry"]):
    def to_decide(self) -> "BankEntryQuerySet":
        return self.filter(status=BankEntry.Status.TO_DECIDE)


class BankEntry(models.Model):
    """One booking on a seller's account, and what was made of it."""

    class Status(models.TextChoices):
        MATCHED = "matched", _("matched")
        TO_DECIDE = "to_decide", _("to be decided")
        TO_SEND_BACK = "to_send_back", _("to be sent back")
        LEFT = "left", _("left as it is")

    class Finding(models.TextChoices):
        """What the matching found, and why a person has to decide."""

        REFERENCE = "reference", _("reference and amount fit")
        NUMBER = "number", _("invoice number and amount fit")
        PART = "part", _("less than is open")
        OVER = "over", _("more than is open")
        UNKNOWN = "unknown", _("no invoice found")
        RETURNED = "returned", _("payment that came back")
        OUTGOING = "outgoing", _("money that went out")
        CURRENCY = "currency", _("another currency than the invoice")

    statement = models.ForeignKey(
        BankStatement, models.PROTECT, related_name="entries", verbose_name=_("statement")
    )
    iban = models.CharField(_("IBAN"), max_length=34)
    key = models.CharField(_("what tells it from others"), max_length=120)
    booked_on = models.DateField(_("booked on"))
    amount_cents = models.BigIntegerField(_("amount in cents"))
    currency = models.CharField(_("currency"), max_length=3)
    party = models.CharField(_("other party"), max_length=200, blank=True)
    party_iban = models.CharField(_("account of the other party"), max_length=34, blank=True)
    references = models.JSONField(_("references"), default=list)
    text = models.TextField(_("text"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    finding = models.CharField(_("finding"), max_length=20, choices=Finding.choices)
    suggestion = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("probably for")
    )
    reason = models.TextField(_("reason of the decision"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(status="to_decide"), name="bank_entry_to_decide")]
        constraints = [models.UniqueConstraint(fields=["iban", "key"], name="bank_entry_counts_once")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.party}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.currency)

    @property
    def left_cents(self) -> int:
        """What no invoice has got yet."""
        return self.amount_cents - sum(
            match.amount_cents for match in self.matches.all() if match.undone_at is None
        )

    @property
    def left(self) -> str:
        return money.spoken(self.left_cents, self.currency)


class Match(models.Model):
    """So much of an entry was for that invoice; undone with a reason, never deleted."""

    entry = models.ForeignKey(BankEntry, models.PROTECT, related_name="matches", verbose_name=_("bank entry"))
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+", verbose_name=_("invoice"))
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, related_name="+", verbose_name=_("payment")
    )
    amount_cents = models.IntegerField(_("amount in cents"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    why_undone = models.TextField(_("why it was undone"), blank=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(why_undone=""), name="match_is_undone_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.invoice.currency)
