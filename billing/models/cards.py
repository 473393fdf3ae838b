from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from subscriptions.models import SignUp

# Stripe's names of the networks, as people write them.
BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}


class CardAuthorisationQuerySet(models.QuerySet["CardAuthorisation"]):
    def visible_to(self, user: User) -> "CardAuthorisationQuerySet":
        return self.filter(company__roles__user=user)

    def open(self) -> "CardAuthorisationQuerySet":
        return self.filter(status=CardAuthorisation.Status.OPEN)

    def authorised(self) -> "CardAuthorisationQuerySet":
        return self.filter(status=CardAuthorisation.Status.AUTHORISED)

    def lock_those_of(self, sign_up: SignUp | None) -> None:
        """Lock the cards of a sign-up: whoever starts its term takes this lock first."""
        list(self.filter(sign_up=sign_up).select_for_update(of=("self",)).values_list("pk"))

    def current_of(self, company: Company) -> "CardAuthorisation | None":
        """The card that is charged: the one that the company authorised last."""
        return self.authorised().filter(company=company).order_by("-authorised_at", "-pk").first()

    def to_forget(self) -> "CardAuthorisationQuerySet":
        """Cards that were removed here and are still known to Stripe."""
        return self.filter(status=CardAuthorisation.Status.REMOVED, forgotten_at=None).order_by("pk")

    def customer_of(self, company: Company) -> str:
        """The company's customer at Stripe, or nothing before its first card."""
        known = self.filter(company=company).exclude(customer_id="").order_by("-pk")
        return known.values_list("customer_id", flat=True).first() or ""


class CardAuthorisation(models.Model):
    """A card that a company lets us charge later: authorised with zero; only ids, brand and last digits kept."""

    class Status(models.TextChoices):
        OPEN = "open", _("at the card page")
        AUTHORISED = "authorised", _("authorised")
        ENDED = "ended", _("given up")
        REMOVED = "removed", _("removed or replaced")

    company = models.ForeignKey(Company, models.PROTECT, related_name="cards", verbose_name=_("company"))
    sign_up = models.ForeignKey(
        SignUp, models.PROTECT, null=True, blank=True, related_name="cards", verbose_name=_("sign-up")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.OPEN)
    customer_id = models.CharField(_("Stripe customer"), max_length=80, blank=True)
    session_id = models.CharField(_("Stripe Checkout session"), max_length=120, blank=True)
    setup_intent_id = models.CharField(_("Stripe SetupIntent"), max_length=80, blank=True)
    payment_method_id = models.CharField(_("Stripe payment method"), max_length=80, blank=True)
    brand = models.CharField(_("brand"), max_length=30, blank=True)
    last_four = models.CharField(_("last four digits"), max_length=4, blank=True)
    expires_month = models.PositiveSmallIntegerField(_("expires in month"), null=True, blank=True)
    expires_year = models.PositiveSmallIntegerField(_("expires in year"), null=True, blank=True)
    mandate = models.TextField(_("what the customer agreed to"))
    created_at = models.DateTimeField(_("created at"))
    authorised_at = models.DateTimeField(_("authorised at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("forgotten by Stripe at"), null=True, blank=True)

    objects = CardAuthorisationQuerySet.as_manager()

    # Where the card page is, known while the customer is on the way to it; not kept.
    url = ""

    class Meta:
        verbose_name = _("card authorisation")
        verbose_name_plural = _("card authorisations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session_id"], condition=~models.Q(session_id=""), name="card_has_its_own_session"
            ),
            # A second click, or a second window, leads to the same card page.
            models.UniqueConstraint(
                fields=["sign_up"],
                condition=models.Q(status="open"),
                name="sign_up_has_one_open_card",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(status="open", sign_up=None),
                name="company_changes_one_card_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="authorised") | ~models.Q(payment_method_id=""),
                name="authorised_card_can_be_charged",
            ),
        ]

    def __str__(self) -> str:
        return self.spoken or self.get_status_display()

    @property
    def spoken(self) -> str:
        """The card as its holder knows it: Visa •••• 4242."""
        return f"{BRANDS.get(self.brand, self.brand.title())} •••• {self.last_four}" if self.last_four else ""

    @property
    def is_authorised(self) -> bool:
        return self.status == self.Status.AUTHORISED

    @property
    def spoken_expiry(self) -> str:
        """Month and year as they stand on the card: 04/2027."""
        return f"{self.expires_month:02d}/{self.expires_year}" if self.expires_month else ""

    def expires_before(self, day: date) -> bool:
        if not self.expires_year or not self.expires_month:
            return False
        return (self.expires_year, self.expires_month) < (day.year, day.month)


# What may become of a card that was sent to the card page.
CARD_MOVES = {
    # A page that was given up may still have been completed in another window.
    CardAuthorisation.Status.AUTHORISED: [CardAuthorisation.Status.OPEN, CardAuthorisation.Status.ENDED],
    CardAuthorisation.Status.ENDED: [CardAuthorisation.Status.OPEN, CardAuthorisation.Status.AUTHORISED],
    # There is no way back from here: the customer has withdrawn the mandate.
    CardAuthorisation.Status.REMOVED: [CardAuthorisation.Status.AUTHORISED],
}


class CardEventQuerySet(models.QuerySet["CardEvent"]):
    def due(self, *, at: datetime) -> "CardEventQuerySet":
        """Events that are not handled yet and may be tried now."""
        return self.filter(handled_at=None, due_at__lte=at).order_by("due_at", "pk")


class CardEvent(models.Model):
    """What Stripe told us by webhook: stored once by its id, handled in a transaction of its own."""

    event_id = models.CharField(_("Stripe event"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    payload = models.JSONField(_("ids and states in it"))
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("to be handled at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("what stood in the way"), blank=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    objects = CardEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("card event")
        verbose_name_plural = _("card events")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(handled_at=None), name="card_event_unhandled")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"

    @property
    def object_id(self) -> str:
        """The id of the thing that the event is about."""
        return str(self.about.get("id", ""))

    @property
    def about(self) -> dict[str, Any]:
        """The ids and the state of that thing."""
        found: dict[str, Any] = self.payload.get("object", {})
        return found

    @property
    def metadata(self) -> dict[str, str]:
        """What we wrote on that thing at Stripe, to know it again."""
        written: dict[str, str] = self.about.get("metadata", {})
        return written
