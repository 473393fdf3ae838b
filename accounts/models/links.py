import hashlib
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.applications import Application
from accounts.models.users import User


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SecretLinkQuerySet(models.QuerySet["SecretLink"]):
    def by_token(self, token: str, *, purpose: str) -> "SecretLinkQuerySet":
        """The link that this token was mailed for, usable or not."""
        return self.filter(digest=digest_of(token), purpose=purpose).select_related("application", "user")

    def usable(self, *, at: datetime) -> "SecretLinkQuerySet":
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class SecretLink(models.Model):
    """A link that was mailed: only its digest is kept; opening it changes nothing, a form post uses it."""

    class Purpose(models.TextChoices):
        RESUME = "resume", _("going on with an application")
        STATUS = "status", _("status page of an application")
        SET_PASSWORD = "set_password", _("first password")

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    application = models.ForeignKey(
        Application,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("application"),
    )
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="links", verbose_name=_("person")
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = SecretLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(application__isnull=False, user__isnull=True)
                | models.Q(application__isnull=True, user__isnull=False),
                name="link_leads_to_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
