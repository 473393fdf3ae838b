"""The ledger: a balance per company, entries that are never changed, and the levels that points reach."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class LevelQuerySet(models.QuerySet["Level"]):
    def reached_with(self, points: int) -> "LevelQuerySet":
        """The levels that this many points allow: every one whose minimum is reached."""
        return self.filter(minimum__lte=points)

    def next_after(self, points: int) -> "Level | None":
        return self.filter(minimum__gt=points).order_by("minimum", "pk").first()


class Level(models.Model):
    """A rung of the programme."""

    class Group(models.TextChoices):
        PERSONAL = "personal", _("personal")
        CORPORATE = "corporate", _("corporate")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices)
    minimum = models.PositiveIntegerField(_("points from"), unique=True)

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["minimum", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name where the programme's own is said already."""
        return self.name.removeprefix("CPS ")


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
    def cause(self) -> str:
        """The cause in the reader's language."""
        return str(gettext(self.sentence) % self.facts)
