from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from billing.models.invoices import Invoice
from billing.models.papers import PaperLine
from billing.models.sellers import Seller
from cps_portal.lib import money
from subscriptions.models import Term


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def visible_to(self, user: User) -> "CreditNoteQuerySet":
        return self.filter(company__roles__user=user)

    def unsent(self) -> "CreditNoteQuerySet":
        """Credit notes whose PDF has not been made and mailed yet."""
        return self.filter(sent_at=None).order_by("pk")


class CreditNote(models.Model):
    """A paper that takes back an invoice in part or whole; frozen at issue like the invoice that it names."""

    is_credit_note = True

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="credit_notes", verbose_name=_("invoice")
    )
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="credit_notes", verbose_name=_("seller"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="credit_notes", verbose_name=_("company")
    )
    term = models.OneToOneField(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_note",
        verbose_name=_("term that was cut short"),
    )
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    reason = models.TextField(_("reason, as the buyer reads it"))
    language = models.CharField(_("language"), max_length=10)
    parties = models.JSONField(_("seller and buyer as they were at issue"))
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    net_cents = models.PositiveIntegerField(_("net in cents"))
    vat_cents = models.PositiveIntegerField(_("VAT in cents"))
    gross_cents = models.PositiveIntegerField(_("amount credited in cents"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    pdf = models.FileField(_("PDF"), upload_to="credit-notes/%Y", max_length=200, blank=True)
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["company", "-id"]),
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="credit_note_unsent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
                name="credit_note_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(gross_cents__gt=0), name="credit_note_takes_something_back"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | ~models.Q(pdf_sha256=""),
                name="credit_note_sent_has_a_pdf",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def gross(self) -> str:
        return money.spoken(self.gross_cents, self.currency)

    @property
    def what_for(self) -> str:
        """The text of the first line, in the buyer's language."""
        return next((line.text for line in self.lines.all()), "")

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and the last day that are credited; none where staff credited an amount."""
        return (self.term.ends_on, self.term.sold_last_on) if self.term else None


class CreditNoteLine(PaperLine):
    credit_note = models.ForeignKey(
        CreditNote, models.CASCADE, related_name="lines", verbose_name=_("credit note")
    )

    class Meta:
        verbose_name = _("line of a credit note")
        verbose_name_plural = _("lines of a credit note")
        ordering = ["credit_note", "position"]
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "position"], name="credit_note_line_has_a_place")
        ]
