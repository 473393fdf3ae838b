from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def counted(self) -> "ComparisonQuerySet":
        """Annotate each run with how many balances differed, and how many of those nobody has looked at."""
        return self.annotate(
            found=models.Count("differences"),
            unseen=models.Count("differences", filter=models.Q(differences__seen_at=None)),
        )


class Comparison(models.Model):
    """One nightly run over all balances and entries; it ends in the transaction that it began in."""

    at = models.DateTimeField(_("compared at"))
    balances = models.PositiveIntegerField(_("balances compared"))
    entries = models.PositiveBigIntegerField(_("entries summed"))

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class DifferingQuerySet(models.QuerySet["Difference"]):
    def unseen(self) -> "DifferingQuerySet":
        return self.filter(seen_at=None)


class Difference(models.Model):
    """A balance that was not the sum of its entries when a run looked; staff say what they made of it."""

    comparison = models.ForeignKey(
        Comparison, models.PROTECT, related_name="differences", verbose_name=_("comparison")
    )
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))
    balance = models.IntegerField(_("balance"), null=True)
    summed = models.BigIntegerField(_("sum of the entries"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )
    note = models.TextField(_("what was found, and what was done"), blank=True)

    objects = DifferingQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "company"], name="company_differs_once_a_run"),
            models.CheckConstraint(
                condition=models.Q(seen_at=None, seen_by=None, note="")
                | (models.Q(seen_at__isnull=False, seen_by__isnull=False) & ~models.Q(note="")),
                name="difference_is_seen_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def is_seen(self) -> bool:
        return self.seen_at is not None
