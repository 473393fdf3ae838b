from datetime import date, datetime

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from cps_portal.lib import clock


class BalanceQuerySet(models.QuerySet["Balance"]):
    def points_of(self, company: Company) -> int:
        """Return the company's points now; none before its first entry."""
        return self.filter(company=company).values_list("points", flat=True).first() or 0

    def summed(self) -> "BalanceQuerySet":
        """Annotate each balance with the sum of its entries, as `summed`."""
        entries = (
            Entry.objects.filter(company=models.OuterRef("company"))
            .order_by()
            .values("company")
            .annotate(total=models.Sum("amount"))
            .values("total")
        )
        return self.annotate(summed=Coalesce(models.Subquery(entries), 0))

    def differing(self) -> "BalanceQuerySet":
        """Balances that are not the sum of their entries: there should never be one."""
        return self.summed().exclude(points=models.F("summed"))


class Balance(models.Model):
    """The sum of a company's entries, changed under a lock in the transaction that writes the entry."""

    company = models.OneToOneField(
        Company, models.PROTECT, primary_key=True, related_name="balance", verbose_name=_("company")
    )
    points = models.IntegerField(_("points"), default=0)

    objects = BalanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")

    def __str__(self) -> str:
        return f"{self.company}: {self.points}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def without_balance(self) -> "EntryQuerySet":
        """Entries of companies that have no balance: there should never be one."""
        return self.filter(company__balance=None)

    def of(self, company: Company) -> "EntryQuerySet":
        return self.filter(company=company)

    def counting_by(self, day: date) -> "EntryQuerySet":
        """The entries that counted at the end of that day, whenever they were written."""
        return self.filter(effective_at__lt=clock.end_of(day))

    def known_by(self, at: datetime) -> "EntryQuerySet":
        """The entries that had been written by that moment, whenever they count from."""
        return self.filter(recorded_at__lte=at)

    def total(self) -> int:
        return int(self.aggregate(total=Coalesce(models.Sum("amount"), 0))["total"])


class Entry(models.Model):
    """Points that came or went; the database refuses to change or delete one, corrections are reversing entries."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="entries", verbose_name=_("company"))
    amount = models.IntegerField(_("points"))
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    sentence = models.TextField(_("cause"))
    facts = models.JSONField(_("facts of the cause"), default=dict, blank=True)
    effective_at = models.DateTimeField(_("counts from"))
    recorded_at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["company", "id"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="entry_moves_points"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.reference}"

    @property
    def signed(self) -> str:
        """The amount with its sign, as a statement shows it."""
        amount = formats.number_format(abs(self.amount), use_l10n=True, force_grouping=True)
        return f"{'+' if self.amount > 0 else '−'}{amount}"

    @property
    def is_backdated(self) -> bool:
        """Whether it counts from an earlier day than that on which it was written."""
        return clock.on(self.effective_at) < clock.on(self.recorded_at)

    @property
    def cause(self) -> str:
        """The cause in the reader's language."""
        return str(gettext(self.sentence) % self.facts)
