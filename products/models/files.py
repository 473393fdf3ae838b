from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from products.models.catalogue import Product
from products.models.registrations import Registration

LIST_LIFE = timedelta(days=settings.DOCUMENT_DAYS)


class GearFileQuerySet(models.QuerySet["GearFile"]):
    def due(self) -> "GearFileQuerySet":
        """Files that the worker has to go on with."""
        return self.filter(state__in=GearFile.WORKING).order_by("pk")

    def unconfirmed(self, *, at: datetime) -> "GearFileQuerySet":
        """Lists that were checked long ago and never confirmed: nothing came of them."""
        return self.filter(state=GearFile.State.CHECKED, uploaded_at__lt=at - LIST_LIFE).order_by("pk")

    def outlived(self, *, at: datetime) -> "GearFileQuerySet":
        """Lists that were registered long ago and still hold what was typed into them."""
        return self.filter(forgotten_at=None, done_at__lt=at - LIST_LIFE).order_by("pk")

    def visible_to(self, user: User) -> "GearFileQuerySet":
        return self.filter(company__roles__user=user)


class GearFile(models.Model):
    """A list of gear that a company has uploaded: rehearsed row by row, then, once confirmed, registered."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        REGISTERING = "registering", _("being registered")
        DONE = "done", _("done")

    WORKING = (State.CHECKING, State.REGISTERING)

    company = models.ForeignKey(Company, models.CASCADE, related_name="gear_files", verbose_name=_("company"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    name = models.CharField(_("name"), max_length=160)
    heading = models.JSONField(_("names of the columns"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CHECKING)
    total = models.PositiveIntegerField(_("rows"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("cells deleted at"), null=True, blank=True)

    objects = GearFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of gear")
        verbose_name_plural = _("lists of gear")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["checking", "registering"]),
                name="gear_file_to_work_off",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @property
    def is_checked(self) -> bool:
        return self.state == self.State.CHECKED

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE


# What the worker and the customer do with a file, and where it leads.
FILE_MOVES: dict[str, tuple[tuple[GearFile.State, ...], GearFile.State]] = {
    "check": ((GearFile.State.CHECKING,), GearFile.State.CHECKED),
    "confirm": ((GearFile.State.CHECKED,), GearFile.State.REGISTERING),
    "finish": ((GearFile.State.REGISTERING,), GearFile.State.DONE),
}


class GearFileRowQuerySet(models.QuerySet["GearFileRow"]):
    def due(self) -> "GearFileRowQuerySet":
        return self.filter(outcome="").order_by("line")

    def worked(self) -> "GearFileRowQuerySet":
        return self.exclude(outcome="")

    def well_before(self, row: "GearFileRow") -> "GearFileRowQuerySet":
        """The rows further up in the same list that name the same piece of gear and can be registered."""
        same = self.filter(file=row.file_id, product=row.product, serial=row.serial, line__lt=row.line)
        return same.exclude(serial="").exclude(outcome__in=["", GearFileRow.Outcome.FAILED])

    def failed(self) -> "GearFileRowQuerySet":
        return self.filter(outcome=GearFileRow.Outcome.FAILED).order_by("line")


class GearFileRow(models.Model):
    """One row of a list of gear and what became, or would become, of it; without an outcome it is due."""

    class Outcome(models.TextChoices):
        COMPLETE = "complete", _("complete")
        UNFINISHED = "unfinished", _("needs something later")
        UNCHANGED = "unchanged", _("registered before")
        FAILED = "failed", _("cannot be registered")

    file = models.ForeignKey(GearFile, models.CASCADE, related_name="rows", verbose_name=_("list"))
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(_("cells"))
    key = models.UUIDField(_("key of the registration"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    message = models.TextField(_("message"), blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("model")
    )
    serial = models.CharField(_("serial number"), max_length=20, blank=True)
    points = models.PositiveIntegerField(_("points"), default=0)
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("registration")
    )

    objects = GearFileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a list of gear")
        verbose_name_plural = _("rows of lists of gear")
        ordering = ["file", "line"]
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="gear_file_row_is_there_once")]
        indexes = [
            models.Index(fields=["file", "line"], condition=models.Q(outcome=""), name="gear_file_row_due")
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def is_failed(self) -> bool:
        return self.outcome == self.Outcome.FAILED

    @property
    def is_complete(self) -> bool:
        return self.outcome == self.Outcome.COMPLETE

    @property
    def is_unchanged(self) -> bool:
        return self.outcome == self.Outcome.UNCHANGED
