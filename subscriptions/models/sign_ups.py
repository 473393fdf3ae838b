from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from points.models import Level


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Invitations that were mailed and wait for an answer."""
        return self.filter(ended_at=None)

    def standing(self) -> "InvitationQuerySet":
        """Crossings since which the company has not fallen below again."""
        return self.filter(fell_below_at=None)


class Invitation(models.Model):
    """One crossing of the lowest level and its mail; answered by signing up, and over when the points fall below."""

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="invitations", verbose_name=_("company")
    )
    points = models.PositiveIntegerField(_("points at the crossing"))
    crossed_at = models.DateTimeField(_("crossed at"))
    # Nobody who is a member already is invited: such a crossing has no mail and is ended at once.
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    fell_below_at = models.DateTimeField(_("fell below at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(fell_below_at=None),
                name="company_has_one_standing_crossing",
            ),
            models.CheckConstraint(
                condition=models.Q(fell_below_at=None) | models.Q(ended_at__isnull=False),
                name="invitation_ends_with_its_crossing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.points}"


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def open(self) -> "SignUpQuerySet":
        return self.filter(completed_at=None, given_up_at=None)


class SignUp(models.Model):
    """A company on its way to a term: what it has chosen so far; completed once, by one term, or given up."""

    class Kind(models.TextChoices):
        NEW = "new", _("new membership")
        RENEWAL = "renewal", _("renewal")
        UPGRADE = "upgrade", _("higher level")

    class Payment(models.TextChoices):
        CARD = "card", _("card")
        TRANSFER = "transfer", _("bank transfer")

    company = models.ForeignKey(Company, models.CASCADE, related_name="sign_ups", verbose_name=_("company"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEW)
    level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level")
    )
    purchase_order = models.CharField(_("purchase order number"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("started at"))
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(completed_at=None, given_up_at=None),
                name="company_has_one_open_sign_up",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at=None) | models.Q(given_up_at=None),
                name="sign_up_is_completed_or_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.level or '–'}"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.given_up_at is None

    @property
    def is_new(self) -> bool:
        return self.kind == self.Kind.NEW

    @property
    def is_renewal(self) -> bool:
        return self.kind == self.Kind.RENEWAL

    @property
    def is_upgrade(self) -> bool:
        return self.kind == self.Kind.UPGRADE

    @property
    def is_reviewed(self) -> bool:
        """Whether the level was chosen and reviewed, so that payment is what is left."""
        return self.level_id is not None and self.reviewed_at is not None

    @property
    def next_page(self) -> str:
        """The URL name of the first step that is still open."""
        if not self.is_open:
            return "subscriptions:overview"
        if self.level_id is None:
            return "subscriptions:levels"
        return "billing:payment" if self.is_reviewed else "subscriptions:review"
