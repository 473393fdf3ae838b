from django.db import models
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from accounts.models import Company
from subscriptions.models.memberships import Term
from subscriptions.models.sign_ups import Invitation


class Notice(models.Model):
    """A mail about a membership: one for each cause, however often it is found; none where it was not wanted."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        INVITATION_REMINDER = "invitation reminder", _("reminder of the invitation")
        STARTED = "started", _("membership started")
        RENEWAL_REMINDER = "renewal reminder", _("reminder of the renewal")
        RENEWED = "renewed", _("membership renewed")
        RENEWAL_HELD_UP = "renewal held up", _("automatic renewal held up")
        UPGRADED = "upgraded", _("level raised")
        CANCELLED = "cancelled", _("cancelled")
        RESUMED = "resumed", _("cancellation taken back")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUSPENDED = "suspended", _("benefits suspended")
        RESTORED = "restored", _("benefits restored")
        POINTS_FELL = "points fell", _("points below the level")

    company = models.ForeignKey(Company, models.CASCADE, related_name="notices", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    reference = models.CharField(_("reference"), max_length=160, unique=True)
    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("term")
    )
    invitation = models.ForeignKey(
        Invitation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("invitation"),
    )
    # How many days before the end of the term a reminder was due.
    step = models.PositiveSmallIntegerField(_("days before the end"), null=True, blank=True)
    mail = models.OneToOneField(
        Email, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reference


class FallQuerySet(models.QuerySet["Fall"]):
    def standing(self) -> "FallQuerySet":
        """Falls from which the company has not recovered."""
        return self.filter(recovered_at=None)


class Fall(models.Model):
    """Points that fell below the level of a running term, which stays; over when they reach it again."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="falls", verbose_name=_("term"))
    points = models.IntegerField(_("points"))
    fell_at = models.DateTimeField(_("fell at"))
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)

    objects = FallQuerySet.as_manager()

    class Meta:
        verbose_name = _("fall of points")
        verbose_name_plural = _("falls of points")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term"], condition=models.Q(recovered_at=None), name="term_has_one_standing_fall"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.points}"
