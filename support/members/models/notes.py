from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class Note(models.Model):
    """What staff write down about a company for each other; nothing of it is changed afterwards."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="notes", verbose_name=_("company"))
    text = models.TextField(_("text"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    # A form that is sent twice writes one note.
    key = models.UUIDField(_("key of the form"), unique=True, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["company", "-id"])]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.company}: {self.text[:40]}"
