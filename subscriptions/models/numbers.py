from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from cps_portal.lib.texts import nine_digits


class ReservedNumber(models.Model):
    """A number of the old programme whose holder has not come yet: it is never drawn for somebody else."""

    number = models.CharField(_("membership number"), max_length=9, primary_key=True)

    class Meta:
        verbose_name = _("reserved number")
        verbose_name_plural = _("reserved numbers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{9}$"), name="reserved_number_has_nine_digits"
            )
        ]

    def __str__(self) -> str:
        return self.number


class MembershipNumber(models.Model):
    """Every nine-digit number that ever led to a company: unique for ever, never used again."""

    class Kind(models.TextChoices):
        CURRENT = "current", _("current")
        FORMER = "former", _("former")
        LEGACY = "legacy", _("of the old programme")

    number = models.CharField(_("membership number"), max_length=9, primary_key=True)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="membership_numbers", verbose_name=_("company")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    since_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("membership number")
        verbose_name_plural = _("membership numbers")
        ordering = ["company", "kind", "number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{9}$"), name="membership_number_has_nine_digits"
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(kind="current"),
                name="company_has_one_current_number",
            ),
        ]

    def __str__(self) -> str:
        return self.spoken

    @property
    def spoken(self) -> str:
        """The number as people read it: 151 335 488."""
        return nine_digits(self.number)
