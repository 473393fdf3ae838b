"""Who of the staff looks at a case: the log that stays, and who is there now."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.applications import Application, Document
from accounts.models.users import User

# A page that is open says so three times in this time.
PRESENCE = timedelta(seconds=60)


class Look(models.Model):
    """A look of staff at a case, or at one of its documents; kept as evidence."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="looks", verbose_name=_("application")
    )
    document = models.ForeignKey(
        Document, models.CASCADE, null=True, blank=True, related_name="looks", verbose_name=_("document")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look at a case")
        verbose_name_plural = _("looks at cases")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["application", "-id"]), models.Index(fields=["by", "-id"])]

    def __str__(self) -> str:
        return f"{self.by}: {self.application}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self, *, at: datetime) -> "PresenceQuerySet":
        """Those whose page was open a moment ago, by name."""
        there = self.filter(seen_at__gt=at - PRESENCE)
        return there.select_related("by").order_by("by__name", "pk")

    def past(self, *, at: datetime) -> "PresenceQuerySet":
        return self.filter(seen_at__lte=at - PRESENCE)


class Presence(models.Model):
    """Somebody of the staff who has a case open, while their page refreshes it."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="presences", verbose_name=_("application")
    )
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    seen_at = models.DateTimeField(_("seen at"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["pk"]
        indexes = [models.Index(fields=["seen_at"])]
        constraints = [
            models.UniqueConstraint(fields=["application", "by"], name="presence_once_per_person_and_case")
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.application}"
