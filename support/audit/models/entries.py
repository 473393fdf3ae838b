from datetime import datetime

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from support.audit.models.viewings import Viewing
from support.lookup.models.look_ups import LookUp


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def older_than(self, at: datetime) -> "AuditEntryQuerySet":
        return self.filter(at__lt=at).order_by("pk")


class AuditEntry(models.Model):
    """One request of a member of staff; the database refuses to change or delete it before its time."""

    class Kind(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("write")

    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    # The name of the URL; empty where nothing answers to the address.
    route = models.CharField(_("page"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=500)
    thing = models.CharField(_("thing"), max_length=60, blank=True)
    key = models.CharField(_("key"), max_length=64, blank=True)
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("company"),
    )
    viewing = models.ForeignKey(
        Viewing, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("view as a customer")
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=LookUp.Purpose.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    network_address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    # A write is noted before it is done: one that was never answered has no status.
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the staff log")
        verbose_name_plural = _("staff log")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["by", "-id"]),
            models.Index(fields=["company", "-id"]),
            models.Index(fields=["at"]),
            GinIndex(OpClass(Upper("address"), name="gin_trgm_ops"), name="audit_entry_address_trigrams"),
            GinIndex(OpClass(Upper("reason"), name="gin_trgm_ops"), name="audit_entry_reason_trigrams"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="write") | models.Q(status__isnull=False), name="a_read_was_answered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.address}"

    @property
    def thing_name(self) -> str:
        """What was looked at or changed, as people call it."""
        try:
            return str(apps.get_model(self.thing)._meta.verbose_name) if self.thing else ""
        except LookupError:  # the table of those days is gone
            return self.thing

    @property
    def is_failed(self) -> bool:
        return self.status is not None and self.status >= 500

    @property
    def is_refused(self) -> bool:
        return self.status in (401, 403, 404)

    @property
    def is_open(self) -> bool:
        """Whether the write was begun and never answered."""
        return self.status is None
