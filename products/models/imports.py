from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

FILE_LIFE = timedelta(days=settings.DOCUMENT_DAYS)


class LegacyImportQuerySet(models.QuerySet["LegacyImport"]):
    def due(self) -> "LegacyImportQuerySet":
        """What the worker has to do: try what was uploaded, take in what was confirmed."""
        return self.filter(status__in=LegacyImport.DUE).order_by("pk")

    def outlived(self, *, at: datetime) -> "LegacyImportQuerySet":
        """Those that were decided long ago, or never, and whose files are still kept."""
        over = self.exclude(status__in=LegacyImport.DUE).filter(files_deleted_at=None)
        decided_at = Greatest("created_at", "imported_at", "undone_at")
        return over.alias(decided_at=decided_at).filter(decided_at__lt=at - FILE_LIFE).order_by("pk")


class LegacyImport(models.Model):
    """One reading of the old programme's files: tried first, then taken in, and taken back if it was a mistake."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("is being tried")
        REHEARSED = "rehearsed", _("tried: nothing is taken in yet")
        CONFIRMED = "confirmed", _("is being taken in")
        IMPORTED = "imported", _("taken in")
        UNDONE = "undone", _("taken back")
        FAILED = "failed", _("could not be read")

    DUE = (Status.UPLOADED, Status.CONFIRMED)

    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    members_file = models.FileField(_("file of members"), upload_to="legacy-imports/", blank=True)
    products_file = models.FileField(_("file of gear"), upload_to="legacy-imports/", blank=True)
    report = models.FileField(_("report row by row"), upload_to="legacy-imports/", blank=True)
    need_human = models.FileField(_("what needs a human"), upload_to="legacy-imports/", blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    error = models.TextField(_("why it could not be read"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    members_sha256 = models.CharField(_("SHA-256 of the file of members"), max_length=64, blank=True)
    products_sha256 = models.CharField(_("SHA-256 of the file of gear"), max_length=64, blank=True)
    files_deleted_at = models.DateTimeField(_("files deleted at"), null=True, blank=True)
    imported_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )

    objects = LegacyImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of the old programme")
        verbose_name_plural = _("imports of the old programme")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def may_be_confirmed(self) -> bool:
        return self.status == self.Status.REHEARSED and self.files_deleted_at is None

    @property
    def may_be_undone(self) -> bool:
        return self.status == self.Status.IMPORTED


# Which states an act may find, and the one that it leads to.
MOVES = {
    "rehearse": ((LegacyImport.Status.UPLOADED,), LegacyImport.Status.REHEARSED),
    "confirm": ((LegacyImport.Status.REHEARSED,), LegacyImport.Status.CONFIRMED),
    "import": ((LegacyImport.Status.CONFIRMED,), LegacyImport.Status.IMPORTED),
    "fail": (LegacyImport.DUE, LegacyImport.Status.FAILED),
    "undo": ((LegacyImport.Status.IMPORTED,), LegacyImport.Status.UNDONE),
}
