from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from points.models import Level
from subscriptions.models.memberships import Subscription
from subscriptions.models.periods import period


class RenewalChoice(models.Model):
    """What somebody decided about the renewal of a membership, and when; kept for ever."""

    class Act(models.TextChoices):
        SWITCHED_ON = "switched on", _("automatic renewal switched on")
        SWITCHED_OFF = "switched off", _("automatic renewal switched off")
        CANCELLED = "cancelled", _("cancelled")
        RESUMED = "resumed", _("cancellation taken back")
        LEVEL = "level", _("level of the renewal chosen")

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="choices", verbose_name=_("subscription")
    )
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("choice about the renewal")
        verbose_name_plural = _("choices about the renewal")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.subscription}: {self.get_act_display()}"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def open(self) -> "WithdrawalQuerySet":
        return self.filter(status=Withdrawal.Status.PROPOSED)


class Withdrawal(models.Model):
    """A membership that one member of staff proposes to end at once, and another one decides about."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    class Reason(models.TextChoices):
        REQUEST = "request", _("The member asked for it.")
        TERMS = "terms", _("The terms of use were not kept.")
        ERROR = "error", _("The membership was ordered or entered by mistake.")
        CLOSED = "closed", _("The company has closed or was sold.")

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="withdrawals", verbose_name=_("subscription")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.TextField(_("note for colleagues"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-pk"]
        permissions = [("decide_withdrawal", "Can decide about a withdrawal")]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"],
                condition=models.Q(status="proposed"),
                name="subscription_has_one_open_withdrawal",
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", decided_by=None, decided_at=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False) & ~models.Q(status="proposed"),
                name="withdrawal_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved") | ~models.Q(decided_by=models.F("proposed_by")),
                name="withdrawal_takes_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}: {self.get_status_display()}"


# Who proposes may take it back, which is a rejection; only another person approves.
WITHDRAWAL_MOVES = {
    Withdrawal.Status.APPROVED: (Withdrawal.Status.PROPOSED,),
    Withdrawal.Status.REJECTED: (Withdrawal.Status.PROPOSED,),
}


class LevelPermitQuerySet(models.QuerySet["LevelPermit"]):
    def in_force(self, *, on: date) -> "LevelPermitQuerySet":
        return self.filter(from_on__lte=on, until_on__gt=on)


class LevelPermit(models.Model):
    """A level that staff let a company choose though its points do not reach it, for a reason, until a day."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="level_permits", verbose_name=_("company")
    )
    level = models.ForeignKey(Level, models.PROTECT, related_name="permits", verbose_name=_("level"))
    reason = models.TextField(_("reason"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), help_text=_("From this day on the points decide again."))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = LevelPermitQuerySet.as_manager()

    class Meta:
        verbose_name = _("level permit")
        verbose_name_plural = _("level permits")
        ordering = ["-pk"]
        constraints = [
            # One that is ended on its first day is empty.
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="level_permit_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="level_permit_has_a_reason"),
            ExclusionConstraint(
                name="company_has_one_permit_of_a_level_at_a_time",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    (period("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.level}"
