from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.texts import in_language


class Category(models.TextChoices):
    """The VAT categories of EN 16931 (UNTDID 5305) that a membership can have."""

    STANDARD = "S", _("standard rate")
    REVERSE_CHARGE = "AE", _("reverse charge")
    OUTSIDE_SCOPE = "O", _("outside the scope of VAT")


class PaperLine(models.Model):
    """One thing on a paper, with its VAT rate, EN 16931 category and reason."""

    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("what for"))
    net_cents = models.IntegerField(_("net in cents"))
    vat_category = models.CharField(_("VAT category"), max_length=2, choices=Category.choices)
    vat_percent = models.DecimalField(_("VAT rate in percent"), max_digits=5, decimal_places=2)
    vat_cents = models.IntegerField(_("VAT in cents"))
    vat_reason = models.TextField(_("reason for the VAT"), blank=True)
    vat_reason_code = models.CharField(_("code of the reason"), max_length=30, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class VatNoteQuerySet(models.QuerySet["VatNote"]):
    def text(self, *, code: str, on: date, language: str | None = None) -> str:
        """The note to print for a reason on a day; raises DoesNotExist where none is known, nothing for no reason."""
        if not code:
            return ""
        known = self.filter(models.Q(until_on=None) | models.Q(until_on__gt=on), code=code, from_on__lte=on)
        return in_language(known.latest("from_on").texts, language)


class VatNote(models.Model):
    """What a paper has to say where it bears no ordinary VAT, in every language, from a day until a day."""

    code = models.CharField(_("VATEX code"), max_length=30)
    texts = models.JSONField(_("texts"), default=dict)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = VatNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("VAT note")
        verbose_name_plural = _("VAT notes")
        ordering = ["code", "from_on"]
        constraints = [models.UniqueConstraint(fields=["code", "from_on"], name="vat_note_is_one_a_day")]

    def __str__(self) -> str:
        return f"{self.code}: {in_language(self.texts)}"
