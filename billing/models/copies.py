from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class CopyAddressQuerySet(models.QuerySet["CopyAddress"]):
    def of(self, company: Company) -> "CopyAddressQuerySet":
        return self.filter(company=company)


class CopyAddress(models.Model):
    """A further address to which a company wants its papers mailed, as that of its bookkeeper."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", verbose_name=_("company"))
    email = models.EmailField(_("e-mail address"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    since_at = models.DateTimeField(_("since"))

    objects = CopyAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address for copies")
        verbose_name_plural = _("addresses for copies")
        ordering = ["company", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "email"], name="copies_go_to_an_address_once")
        ]

    def __str__(self) -> str:
        return self.email
