from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class LookUp(models.Model):
    """A look at somebody's data: who looked, for what, and whom it led to; kept as evidence."""

    class Purpose(models.TextChoices):
        CALL = "call", _("phone call")
        LETTER = "letter", _("e-mail or letter")
        REPAIR = "repair", _("service or repair")
        MONEY = "money", _("payment or invoice")
        CHECK = "check", _("check of our own")

    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    # The name of the token's system at the time: a log tells what was, whatever becomes of the token.
    system = models.CharField(_("system"), max_length=120, blank=True)
    at = models.DateTimeField(_("at"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, blank=True)
    query = models.CharField(_("what was looked for"), max_length=200, blank=True)
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="look_ups", verbose_name=_("company")
    )

    class Meta:
        verbose_name = _("look-up")
        verbose_name_plural = _("look-ups")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"]), models.Index(fields=["company", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, system="") | (models.Q(by=None) & ~models.Q(system="")),
                name="look_up_is_by_an_agent_or_a_system",
            )
        ]
        permissions = [("look_up", "Can look members up and open their pages")]

    def __str__(self) -> str:
        return f"{self.by or self.system}: {self.query}"
