from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from support.models.interface import ApiToken


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
    token = models.ForeignKey(
        ApiToken, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("token")
    )
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
                condition=models.Q(by__isnull=False, token=None) | models.Q(by=None, token__isnull=False),
                name="look_up_is_by_an_agent_or_a_token",
            )
        ]
        permissions = [("look_up", "Can look members up and open their pages")]

    def __str__(self) -> str:
        return f"{self.by or self.token}: {self.query}"
