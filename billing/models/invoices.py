from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.models import Company, User, VatCheck
from billing.models.cards import CardAuthorisation
from billing.models.papers import PaperLine
from billing.models.sellers import Seller
from cps_portal.lib import money
from subscriptions.models import SignUp, Term

MOST_COMPANIES = 200


class NumberSeries(models.Model):
    """The locked counter from which a seller's papers of one kind and year take their numbers, without a gap."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoices")
        CREDIT_NOTE = "credit_note", _("credit notes")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="series", verbose_name=_("seller"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["seller", "kind", "year"]
        constraints = [models.UniqueConstraint(fields=["seller", "kind", "year"], name="series_is_one_row")]

    def __str__(self) -> str:
        return f"{self.seller} {self.get_kind_display()} {self.year}: {self.last}"

    @property
    def last_number(self) -> str:
        """The last number given, as it stands on the paper: 2026-000001."""
        mark = "C" if self.kind == self.Kind.CREDIT_NOTE else ""
        return f"{self.seller.number_prefix}{mark}{self.year}-{self.last:06d}"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: User) -> "InvoiceQuerySet":
        return self.filter(company__roles__user=user)

    def unpaid(self) -> "InvoiceQuerySet":
        return self.filter(paid_at=None)

    def overdue(self, *, on: date) -> "InvoiceQuerySet":
        return self.unpaid().filter(payable_on__lt=on)

    def found_by(self, words: str) -> "InvoiceQuerySet":
        """The invoices that have this number, payment reference or amount, or whose company this name or VAT number.

        Every one of these ways leads over an index.
        """
        typed = "".join(words.upper().split())
        found = models.Q(number=typed) | models.Q(reference=typed)
        named = models.Q(vat_number=typed)
        if (cents := money.read(words)) is not None:
            found |= models.Q(gross_cents=cents)
        elif core := names.core_of(words):
            named |= models.Q(name_core__contains=core)
        # Looked up first: joined with the rest they would have the database read every invoice.
        companies = Company.objects.filter(named).order_by("pk").values_list("pk", flat=True)
        return self.filter(found | models.Q(company__in=list(companies[:MOST_COMPANIES])))

    def unsent(self) -> "InvoiceQuerySet":
        """Invoices whose PDF has not been made and mailed yet."""
        return self.filter(sent_at=None).order_by("pk")


class Invoice(models.Model):
    """A paper that was issued: number, parties and amounts frozen; only its file and its payment come later."""

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="invoices", verbose_name=_("seller"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    company = models.ForeignKey(Company, models.PROTECT, related_name="invoices", verbose_name=_("company"))
    term = models.OneToOneField(
        Term, models.PROTECT, null=True, blank=True, related_name="invoice", verbose_name=_("term")
    )
    language = models.CharField(_("language"), max_length=10)
    parties = models.JSONField(_("seller and buyer as they were at issue"))
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    net_cents = models.IntegerField(_("net in cents"))
    vat_cents = models.IntegerField(_("VAT in cents"))
    gross_cents = models.IntegerField(_("amount due in cents"))
    payment = models.CharField(_("payment"), max_length=10, choices=SignUp.Payment.choices)
    card = models.ForeignKey(
        CardAuthorisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("card")
    )
    vat_proof = models.ForeignKey(
        VatCheck,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence for the VAT"),
    )
    reference = models.CharField(_("creditor reference"), max_length=25, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"), help_text=_("As it is printed."))
    extended_until_on = models.DateField(_("extended until"), null=True, blank=True)
    payable_on = models.GeneratedField(
        expression=Coalesce("extended_until_on", "due_on"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("to be paid by"),
        help_text=_("The day that counts: the printed one, or the one until which staff have extended it."),
    )
    pdf = models.FileField(_("PDF"), upload_to="invoices/%Y", max_length=200, blank=True)
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()
    is_credit_note = False

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["company", "-id"]),
            models.Index(
                fields=["payable_on"], condition=models.Q(paid_at=None), name="invoice_unpaid_payable"
            ),
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="invoice_unsent"),
            models.Index(fields=["gross_cents", "-id"], name="invoice_by_amount"),
            models.Index(fields=["issued_on"], name="invoice_issued"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gross_cents=models.F("net_cents") + models.F("vat_cents")),
                name="invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | ~models.Q(pdf_sha256=""), name="invoice_sent_has_a_pdf"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_until_on=None)
                | models.Q(extended_until_on__gt=models.F("due_on")),
                name="invoice_is_extended_beyond_its_due_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_paid(self) -> bool:
        return self.paid_at is not None

    @property
    def gross(self) -> str:
        return money.spoken(self.gross_cents, self.currency)

    @property
    def paid_cents(self) -> int:
        """What has come, less what went back."""
        return sum(payment.amount_cents for payment in self.payments.all())

    @property
    def credited_cents(self) -> int:
        """What credit notes have taken back."""
        return sum(note.gross_cents for note in self.credit_notes.all())

    @property
    def is_credited(self) -> bool:
        """Whether credit notes have taken it back as a whole."""
        return self.gross_cents > 0 and self.credited_cents >= self.gross_cents

    @property
    def open_cents(self) -> int:
        """What is still to be paid; below zero what was paid too much."""
        return self.gross_cents - self.credited_cents - self.paid_cents

    @property
    def open_amount(self) -> str:
        return money.spoken(self.open_cents, self.currency)

    @property
    def is_by_card(self) -> bool:
        return self.payment == SignUp.Payment.CARD

    @property
    def what_for(self) -> str:
        """The text of the first line, in the buyer's language."""
        return next((line.text for line in self.lines.all()), "")

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and the last day that were sold."""
        return (self.term.starts_on, self.term.sold_last_on) if self.term else None

    @property
    def spoken_reference(self) -> str:
        """The creditor reference in blocks of four, as ISO 11649 prints it."""
        return " ".join(self.reference[place : place + 4] for place in range(0, len(self.reference), 4))

    @property
    def is_extended(self) -> bool:
        return self.extended_until_on is not None

    def is_overdue(self, *, on: date) -> bool:
        return not self.is_paid and self.payable_on < on


class InvoiceLine(PaperLine):
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_has_a_place")
        ]


class PendingTaxQuerySet(models.QuerySet["PendingTax"]):
    def waiting(self) -> "PendingTaxQuerySet":
        return self.filter(ended_at=None)


class PendingTax(models.Model):
    """A term whose invoice waits because nobody could say yet how it is taxed; the membership runs meanwhile."""

    term = models.OneToOneField(
        Term, models.CASCADE, primary_key=True, related_name="pending_tax", verbose_name=_("term")
    )
    number = models.CharField(_("VAT number that is being checked"), max_length=20)
    since_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    objects = PendingTaxQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending tax")
        verbose_name_plural = _("pending taxes")
        ordering = ["-since_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.term}: {self.number}"
