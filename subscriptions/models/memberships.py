from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from cps_portal.lib import money
from points.models import Level
from subscriptions.models.numbers import MembershipNumber
from subscriptions.models.periods import period
from subscriptions.models.sign_ups import SignUp


class Subscription(models.Model):
    """A company's membership: its number, its terms one after another, and what is to come after the last."""

    class Renewal(models.TextChoices):
        BY_HAND = "by hand", _("by hand")
        AUTOMATIC = "automatic", _("automatic")
        CANCELLED = "cancelled", _("cancelled")

    company = models.OneToOneField(
        Company, models.PROTECT, related_name="subscription", verbose_name=_("company")
    )
    number = models.OneToOneField(
        MembershipNumber, models.PROTECT, related_name="subscription", verbose_name=_("membership number")
    )
    started_at = models.DateTimeField(_("started at"))
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal.choices, default=Renewal.BY_HAND)
    # The level of the next term where it is to be another one than now.
    renewal_level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level of the renewal")
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.company}: {self.number}"

    def current_term(self, *, on: date) -> "Term | None":
        """The term that runs on that day."""
        return self.terms.running(on=on).select_related("level").first()

    def is_active(self, *, on: date) -> bool:
        return self.terms.running(on=on).exists()


# Into which way of ending a membership may go, and out of which; who cancelled takes that back first.
RENEWAL_MOVES = {
    Subscription.Renewal.BY_HAND: (Subscription.Renewal.AUTOMATIC, Subscription.Renewal.CANCELLED),
    Subscription.Renewal.AUTOMATIC: (Subscription.Renewal.BY_HAND,),
    Subscription.Renewal.CANCELLED: (Subscription.Renewal.BY_HAND, Subscription.Renewal.AUTOMATIC),
}


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, company: Company) -> "TermQuerySet":
        return self.filter(subscription__company=company)

    def lasting(self) -> "TermQuerySet":
        """The terms of at least a day: one that was cut short on its first day, or before it, never made a member."""
        return self.filter(ends_on__gt=models.F("starts_on"))

    def begun(self, *, on: date) -> "TermQuerySet":
        """The terms that run on that day or ran before it, the newest first."""
        return self.lasting().filter(starts_on__lte=on).order_by("-starts_on", "-pk")

    def not_over(self, *, on: date) -> "TermQuerySet":
        """The terms that run on that day or begin after it."""
        return self.lasting().filter(ends_on__gt=on)

    def running(self, *, on: date) -> "TermQuerySet":
        """The terms that make their companies members on that day."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)

    def cut_short(self) -> "TermQuerySet":
        """The terms that ended before what was sold, whose unused days are credited."""
        return self.exclude(cut="")

    def without_successor(self) -> "TermQuerySet":
        """The terms of their subscriptions after which no other has been ordered."""
        later = Term.objects.lasting().filter(
            subscription=models.OuterRef("subscription"), starts_on__gte=models.OuterRef("ends_on")
        )
        return self.filter(~models.Exists(later))

    def suspended(self) -> "TermQuerySet":
        """The terms whose benefits are held back."""
        standing = Suspension.objects.standing().filter(term=models.OuterRef("pk"))
        return self.filter(models.Exists(standing))

    def with_suspension(self) -> "TermQuerySet":
        """Annotate each term with the moment since which its benefits are held back, as `suspended_since`."""
        standing = Suspension.objects.standing().filter(term=models.OuterRef("pk")).order_by("from_at", "pk")
        return self.annotate(suspended_since=models.Subquery(standing.values("from_at")[:1]))


class Term(models.Model):
    """Twelve months at one level, for a fee that no later change touches; it ends on the day before `ends_on`.

    A term that is cut short keeps in `promised_until` what was sold, so that the unused days can be credited.
    """

    class Cut(models.TextChoices):
        UPGRADED = "upgraded", _("ended by a higher level")
        WITHDRAWN = "withdrawn", _("withdrawn by staff")

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="terms", verbose_name=_("subscription")
    )
    sign_up = models.OneToOneField(
        SignUp, models.PROTECT, null=True, blank=True, related_name="term", verbose_name=_("sign-up")
    )
    level = models.ForeignKey(Level, models.PROTECT, related_name="terms", verbose_name=_("level"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    promised_until = models.DateField(_("sold until"))
    cut = models.CharField(_("why it was cut short"), max_length=10, choices=Cut.choices, blank=True)
    cut_at = models.DateTimeField(_("cut short at"), null=True, blank=True)
    fee_cents = models.PositiveIntegerField(_("fee in cents"))
    currency = models.CharField(_("currency"), max_length=3)
    payment = models.CharField(_("payment"), max_length=10, choices=SignUp.Payment.choices)
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["starts_on", "pk"]
        constraints = [
            # A term that is cut short on its first day is empty, and stands in nobody's way.
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on"))
                | (models.Q(ends_on=models.F("starts_on")) & ~models.Q(cut="")),
                name="term_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(cut="", cut_at=None, ends_on=models.F("promised_until"))
                | (
                    ~models.Q(cut="") & models.Q(cut_at__isnull=False, ends_on__lt=models.F("promised_until"))
                ),
                name="term_lasts_as_sold_unless_cut_short",
            ),
            ExclusionConstraint(
                name="subscription_has_one_term_at_a_time",
                expressions=[
                    ("subscription", RangeOperators.EQUAL),
                    (period("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.starts_on}–{self.ends_on}"

    def is_running(self, *, on: date) -> bool:
        return self.starts_on <= on < self.ends_on

    @property
    def expires_on(self) -> date:
        """The last day of membership, as the member reads it."""
        return self.ends_on - timedelta(days=1)

    @property
    def sold_last_on(self) -> date:
        """The last day that was sold, whether or not the term was cut short since."""
        return self.promised_until - timedelta(days=1)

    def days_left(self, *, on: date) -> int:
        """How many days of membership are left, that day included; none before and after the term."""
        return (self.ends_on - on).days if self.is_running(on=on) else 0

    @property
    def fee(self) -> str:
        return money.spoken(self.fee_cents, self.currency)

    @property
    def sold_days(self) -> int:
        return (self.promised_until - self.starts_on).days

    @property
    def unused_days(self) -> int:
        """The days that were sold and, since the term was cut short, never come."""
        return (self.promised_until - self.ends_on).days

    def unused_if_cut(self, *, on: date) -> int:
        """How many of the sold days would stay unused if the term ended now: all of one that has not begun."""
        return (self.promised_until - max(on, self.starts_on)).days

    def credit_if_cut(self, *, on: date) -> int:
        """What those days are worth, in cents without VAT."""
        return money.share_of(self.fee_cents, self.unused_if_cut(on=on), self.sold_days)


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def standing(self) -> "SuspensionQuerySet":
        """Suspensions that nothing has lifted yet."""
        return self.filter(until_at=None)


class Suspension(models.Model):
    """Benefits of a term held back, from the end of the dunning until what is owed has come; the term runs on."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="suspensions", verbose_name=_("term"))
    reference = models.CharField(_("reference"), max_length=120)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["term"], condition=models.Q(until_at=None), name="suspension_standing")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gte=models.F("from_at")),
                name="suspension_ends_after_it_begins",
            ),
            # What was lifted may come again: an extended day passes, too, and a payment may be taken back.
            models.UniqueConstraint(
                fields=["reference"],
                condition=models.Q(until_at=None),
                name="suspension_stands_once_per_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.reference}"

    def stands(self, *, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)
