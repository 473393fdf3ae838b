from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from billing.models.cards import CardAuthorisation
from billing.models.invoices import Invoice
from cps_portal.lib import money


class StopQuerySet(models.QuerySet["Stop"]):
    def standing(self) -> "StopQuerySet":
        return self.filter(until_at=None)


class Stop(models.Model):
    """A switch: while it stands, nothing is charged and nobody is reminded, for one invoice or a whole company."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="stops", verbose_name=_("company"))
    invoice = models.ForeignKey(
        Invoice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("invoice"),
        help_text=_("Empty: every invoice of the company."),
    )
    why = models.TextField(_("why"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "invoice"],
                condition=Q(until_at=None),
                nulls_distinct=False,
                name="stop_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice or self.company}: {self.why}"


class CollectionQuerySet(models.QuerySet["Collection"]):
    def going(self) -> "CollectionQuerySet":
        """Collections that no switch stops and no attempt holds up."""
        stops = Stop.objects.standing().filter(
            Q(invoice=OuterRef("invoice")) | Q(invoice=None, company=OuterRef("invoice__company"))
        )
        attempts = Attempt.objects.open().filter(invoice=OuterRef("invoice"))
        return self.exclude(Exists(stops)).exclude(Exists(attempts))

    def to_charge(self, *, at: datetime, ceiling_cents: int) -> "CollectionQuerySet":
        """Cards that are to be charged now; sums above the ceiling only where staff have confirmed them."""
        within = Q(invoice__gross_cents__lte=ceiling_cents) | Q(confirmed_at__isnull=False)
        return self.going().filter(within, stage=Collection.Stage.CHARGE, next_at__lte=at)

    def to_remind(self, *, at: datetime) -> "CollectionQuerySet":
        return self.going().filter(stage=Collection.Stage.REMIND, next_at__lte=at)

    def to_confirm(self, *, ceiling_cents: int) -> "CollectionQuerySet":
        """Charges that wait for staff."""
        return self.filter(
            stage=Collection.Stage.CHARGE, invoice__gross_cents__gt=ceiling_cents, confirmed_at=None
        )


class Collection(models.Model):
    """How the money of one invoice is got: what comes next, and when."""

    class Stage(models.TextChoices):
        CHARGE = "charge", _("card to be charged")
        REMIND = "remind", _("customer to be reminded")
        SUSPENDED = "suspended", _("benefits suspended")
        SETTLED = "settled", _("nothing is open")

    invoice = models.OneToOneField(
        Invoice, models.PROTECT, primary_key=True, related_name="collection", verbose_name=_("invoice")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    next_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    declines = models.PositiveSmallIntegerField(_("declines"), default=0)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    # Where the ladder of reminders begins: the day that counts as due, or the day on which the card was given up.
    ladder_at = models.DateTimeField(_("reminders count from"), null=True, blank=True)
    card_notice_at = models.DateTimeField(_("told that the card expires at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["next_at", "invoice"]
        indexes = [
            models.Index(fields=["next_at"], condition=~Q(next_at=None), name="collection_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["charge", "remind"], next_at__isnull=False)
                | Q(stage__in=["suspended", "settled"], next_at=None),
                name="collection_goes_on_or_is_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_stage_display()}"


# What may become of a collection; the same stage again is another day.
COLLECTION_MOVES = {
    Collection.Stage.CHARGE: ["charge", "remind", "suspended"],
    Collection.Stage.REMIND: ["charge", "remind", "suspended", "settled"],
    Collection.Stage.SUSPENDED: ["remind"],
    Collection.Stage.SETTLED: ["charge", "remind", "suspended", "settled"],
}


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> "AttemptQuerySet":
        return self.filter(status__in=Attempt.OPEN)

    def to_ask(self, *, at: datetime) -> "AttemptQuerySet":
        """Attempts of which Stripe is to be asked now what became of them."""
        return self.open().filter(ask_at__lte=at).order_by("ask_at", "pk")


class Attempt(models.Model):
    """One try to take the money from a card: written with its idempotency key before Stripe is called."""

    class Kind(models.TextChoices):
        OFF_SESSION = "off_session", _("without the customer")
        ON_SESSION = "on_session", _("by the customer")

    class Status(models.TextChoices):
        UNKNOWN = "unknown", _("not known yet")
        AT_CUSTOMER = "at_customer", _("with the customer's bank")
        PAID = "paid", _("paid")
        DECLINED = "declined", _("declined")
        NEEDS_CUSTOMER = "needs_customer", _("needs the customer")
        VOID = "void", _("did not happen")

    OPEN = (Status.UNKNOWN, Status.AT_CUSTOMER)

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="attempts", verbose_name=_("invoice"))
    card = models.ForeignKey(CardAuthorisation, models.PROTECT, related_name="+", verbose_name=_("card"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    amount_cents = models.PositiveIntegerField(_("amount in cents"))
    currency = models.CharField(_("currency"), max_length=3)
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    intent_id = models.CharField(_("Stripe PaymentIntent"), max_length=80, blank=True)
    decline_code = models.CharField(_("decline code"), max_length=80, blank=True)
    problem = models.TextField(_("what stood in the way"), blank=True)
    started_at = models.DateTimeField(_("started at"))
    ask_at = models.DateTimeField(_("to be asked at"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    errors = models.PositiveSmallIntegerField(_("errors answered"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt to charge")
        verbose_name_plural = _("attempts to charge")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["ask_at"], condition=~Q(ask_at=None), name="attempt_to_ask"),
            models.Index(fields=["started_at"], name="attempt_started"),
        ]
        constraints = [
            # Nothing is charged while it is not known what became of the attempt before.
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(status__in=["unknown", "at_customer"]),
                name="invoice_has_one_open_attempt",
            ),
            models.UniqueConstraint(
                fields=["intent_id"], condition=~Q(intent_id=""), name="attempt_has_its_own_intent"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["unknown", "at_customer"], ask_at__isnull=False, settled_at=None)
                | (~Q(status__in=["unknown", "at_customer"]) & Q(ask_at=None, settled_at__isnull=False)),
                name="attempt_is_asked_until_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}: {self.get_status_display()}"

    @property
    def amount(self) -> str:
        return money.spoken(self.amount_cents, self.currency)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_at_customer(self) -> bool:
        return self.status == self.Status.AT_CUSTOMER
