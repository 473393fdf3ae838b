from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.applications import Application
from accounts.models.companies import Company, Role
from accounts.models.users import User


class ColleagueInvitationQuerySet(models.QuerySet["ColleagueInvitation"]):
    def standing(self) -> "ColleagueInvitationQuerySet":
        """Invitations that nobody has accepted or withdrawn."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def due(self) -> "ColleagueInvitationQuerySet":
        """Invitations whose mail has still to be written."""
        return self.standing().filter(mailed_at=None).order_by("pk")

    def usable(self, *, at: datetime) -> "ColleagueInvitationQuerySet":
        return self.standing().filter(expires_at__gt=at)


class ColleagueInvitation(models.Model):
    """An owner asks somebody into the company; the link's digest comes with the mail, which the worker writes."""

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="colleague_invitations", verbose_name=_("company")
    )
    email = models.EmailField(_("e-mail"))
    kind = models.CharField(_("role"), max_length=20, choices=Role.Kind.choices)
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    digest = models.CharField(_("digest"), max_length=64, unique=True, null=True, blank=True)
    invited_at = models.DateTimeField(_("invited at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ColleagueInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a colleague")
        verbose_name_plural = _("invitations of colleagues")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(mailed_at=None, accepted_at=None, withdrawn_at=None),
                name="colleague_invitation_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="colleague_is_invited_once_at_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(kind="owner"), name="nobody_is_invited_as_owner"),
        ]

    def __str__(self) -> str:
        return self.email


class HandoverQuerySet(models.QuerySet["Handover"]):
    def standing(self) -> "HandoverQuerySet":
        return self.filter(accepted_at=None, ended_at=None)


class Handover(models.Model):
    """The owner offers the company to a colleague, who becomes its owner by accepting."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="handovers", verbose_name=_("company"))
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    to = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("to"))
    offered_at = models.DateTimeField(_("offered at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn or declined at"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover of ownership")
        verbose_name_plural = _("handovers of ownership")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(accepted_at=None, ended_at=None),
                name="company_is_offered_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.by} → {self.to}"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def standing(self) -> "JoinRequestQuerySet":
        return self.filter(status=JoinRequest.Status.ASKED)


class JoinRequest(models.Model):
    """Somebody applied for a company that is our customer already; its owner decides whether they come in."""

    class Status(models.TextChoices):
        ASKED = "asked", _("the owner has been asked")
        APPROVED = "approved", _("approved by the owner")
        DECLINED = "declined", _("declined by the owner")

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="join_request", verbose_name=_("application")
    )
    company = models.ForeignKey(
        Company, models.CASCADE, related_name="join_requests", verbose_name=_("company")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.application.contact_name}: {self.company}"

    @property
    def is_standing(self) -> bool:
        return self.status == self.Status.ASKED
