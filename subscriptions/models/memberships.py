from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from cps_portal.lib import money
from points.models import Level
from subscriptions.models.numbers import MembershipNumber
from subscriptions.models.periods import DateRange
from subscriptions.models.sign_ups import SignUp


class Subscription(models.Model):
    """A company's membership: its number, and its terms one after another."""

    company = models.OneToOneField(
        Company, models.PROTECT, related_name="subscription", verbose_name=_("company")
    )
    number = models.OneToOneField(
        MembershipNumber, models.PROTECT, related_name="subscription", verbose_name=_("membership number")
    )
    started_at = models.DateTimeField(_("started at"))

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


class TermQuerySet(models.QuerySet["Term"]):
    def of(self, company: Company) -> "TermQuerySet":
        return self.filter(subscription__company=company)

    def begun(self, *, on: date) -> "TermQuerySet":
        """The terms that run on that day or ran before it, the newest first."""
        return self.filter(starts_on__lte=on).order_by("-starts_on", "-pk")

    def not_over(self, *, on: date) -> "TermQuerySet":
        """The terms that run on that day or begin after it."""
        return self.filter(ends_on__gt=on)

    def running(self, *, on: date) -> "TermQuerySet":
        """The terms that make their companies members on that day."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)

    def cut_short(self) -> "TermQuerySet":
        """The terms that ended before what was sold, whose unused days are credited."""
        return self.exclude(cut="")


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
                    (DateRange("starts_on", "ends_on", models.Value("[)")), RangeOperators.OVERLAPS),
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


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def standing(self) -> "SuspensionQuerySet":
        """Suspensions that nothing has lifted yet."""
        return self.filter(until_at=None)


class Suspension(models.Model):
    """Benefits of a term held back, from the end of the dunning until what is owed has come; the term runs on."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="suspensions", verbose_name=_("term"))
    reference = models.CharField(_("reference"), max_length=120, unique=True)
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.reference}"

    def stands(self, *, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)
