from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from points.models.ledger import Entry


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> "CorrectionQuerySet":
        return self.filter(status=Correction.Status.PROPOSED)


class Correction(models.Model):
    """Points that staff give or take, with the reason that the member reads; a large one needs a second person."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        BOOKED = "booked", _("booked")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    key = models.UUIDField(_("key of the form that made it"), unique=True)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="corrections", verbose_name=_("company")
    )
    amount = models.IntegerField(
        _("points"), help_text=_("How many points come; with a minus sign, how many go.")
    )
    reason = models.CharField(
        _("reason"),
        max_length=300,
        help_text=_("The member reads it on the statement: write in their language."),
    )
    since_on = models.DateField(
        _("counts from"), null=True, blank=True, help_text=_("Empty: from the day on which it is booked.")
    )
    needs_two = models.BooleanField(_("needs a second person"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    note = models.TextField(_("note on the decision"), blank=True)
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="correction", verbose_name=_("entry")
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of points")
        verbose_name_plural = _("corrections of points")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="correction_moves_points"),
            models.CheckConstraint(
                condition=models.Q(needs_two=False)
                | models.Q(status__in=["proposed", "withdrawn"])
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="large_correction_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", decided_by=None, decided_at=None)
                | (
                    ~models.Q(status="proposed")
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="correction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(status="booked", entry__isnull=False)
                | (~models.Q(status="booked") & models.Q(entry=None)),
                name="correction_booked_has_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.amount:+d}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.PROPOSED

    @property
    def reference(self) -> str:
        """The reference of its entry in the ledger."""
        return f"correction:{self.pk}"


# Which states a decision may find, and the one that it leads to.
MOVES = {
    "book": ((Correction.Status.PROPOSED,), Correction.Status.BOOKED),
    "refuse": ((Correction.Status.PROPOSED,), Correction.Status.REFUSED),
    "withdraw": ((Correction.Status.PROPOSED,), Correction.Status.WITHDRAWN),
}
