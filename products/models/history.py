from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from products.models.registrations import FIELD_NAMES, Registration
from products.models.transfers import Transfer

PAPER_LIFE = timedelta(days=settings.DOCUMENT_DAYS)


class GearEvent(models.Model):
    """Something that happened to a registration besides its beginning, its completion and its end."""

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        PROOF = "proof", _("Proof of purchase added")
        ASKED = "asked", _("You asked for the transfer of the serial number")
        ASKED_OF = "asked_of", _("Another company asked for this product")
        CONTESTED = "contested", _("Not released: we decide")
        WITHDRAWN = "withdrawn", _("The request was withdrawn")
        EXPIRED = "expired", _("The request found no answer in time")
        DECLINED = "declined", _("The request was declined")
        FREED = "freed", _("The serial number has become free")
        RECEIVED = "received", _("The serial number was transferred to you")
        HANDED_OVER = "handed_over", _("Transferred to another company")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="events", verbose_name=_("registration")
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    facts = models.JSONField(_("what was changed"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event of a registration")
        verbose_name_plural = _("events of registrations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """What happened, with what stood there before where something was changed."""
        changes = "; ".join(_change(name, *values) for name, values in self.facts.items())
        title = str(self.get_kind_display())
        return gettext("%(what)s: %(details)s") % {"what": title, "details": changes} if changes else title


def _change(name: str, before: Any, after: Any) -> str:
    facts = {
        "field": FIELD_NAMES[name],
        "before": before or pgettext("nothing was known", "–"),
        "after": after,
    }
    return gettext("%(field)s %(before)s → %(after)s") % facts


class ProofQuerySet(models.QuerySet["Proof"]):
    def outlived(self, *, at: datetime) -> "ProofQuerySet":
        """Those of gear whose registration ended long ago, unless its serial number is still argued about."""
        undecided = Transfer.objects.filter(status__in=Transfer.UNDECIDED)
        argued = Q(registration__in=undecided.values("given")) | Q(
            registration__in=undecided.values("wanted")
        )
        ended = self.filter(deleted_at=None, registration__ended_at__lt=at - PAPER_LIFE)
        return ended.exclude(argued).order_by("registration__ended_at", "pk")


class Proof(models.Model):
    """A paper that shows the purchase of a piece of gear; only its owner and staff ever see it.

    Some time after the gear is gone the file goes; what it was and its digest stay.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="proofs", verbose_name=_("registration")
    )
    name = models.CharField(_("name"), max_length=160)
    media_type = models.CharField(_("media type"), max_length=40)
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file = models.FileField(_("file"), upload_to="proofs/", blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    deleted_at = models.DateTimeField(_("file deleted at"), null=True, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of purchase")
        verbose_name_plural = _("proofs of purchase")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "sha256"], name="proof_is_kept_once"),
        ]

    def __str__(self) -> str:
        return self.name
