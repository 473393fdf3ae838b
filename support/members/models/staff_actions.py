from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User


class Deed(models.Model):
    """What staff did from a member's page: which act, about what, why, and what came of it; kept as evidence."""

    class Act(models.TextChoices):
        RESEND = "send-again", _("mail sent again")
        CORRECT_POINTS = "correct-points", _("points corrected")
        GRANT = "grant-transfer", _("transfer granted")
        DECLINE = "decline-transfer", _("transfer declined")
        CHANGE_EMAIL = "change-email", _("e-mail changed after a check")
        EXTEND = "extend-due-date", _("due date extended")
        WITHDRAW = "withdraw", _("withdrawal proposed")
        CREDIT = "credit", _("invoice credited")

    # A form that is sent twice does one thing.
    key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    company = models.ForeignKey(Company, models.PROTECT, related_name="deeds", verbose_name=_("company"))
    about = models.CharField(_("about"), max_length=20, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=20, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("act of staff")
        verbose_name_plural = _("acts of staff")
        ordering = ["-pk"]
        permissions = [("resend_mail", "Can send a mail again")]
        indexes = [models.Index(fields=["company", "-id"])]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="deed_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.company}"
