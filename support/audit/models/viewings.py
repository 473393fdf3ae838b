from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from support.lookup.models.look_ups import LookUp


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def running(self, *, at: datetime) -> "ViewingQuerySet":
        return self.filter(ended_at=None, until_at__gt=at)


class Viewing(models.Model):
    """A member of staff looks at the portal as one of a company's people sees it; what they open is in the log."""

    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name=_("company"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=LookUp.Purpose.choices)
    reason = models.CharField(_("reason"), max_length=200)
    began_at = models.DateTimeField(_("began at"))
    until_at = models.DateTimeField(_("ends by itself at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ViewingQuerySet.as_manager()

    class Meta:
        verbose_name = _("view as a customer")
        verbose_name_plural = _("views as a customer")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["company", "-id"]), models.Index(fields=["by", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(by=models.F("person")), name="nobody_views_as_themselves"
            )
        ]
        permissions = [("view_as_customer", "Can see the portal as a customer sees it")]

    def __str__(self) -> str:
        return f"{self.by}: {self.person}"
