from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """When a job of the worker ran last and how it ended: one row a job."""

    job = models.CharField(_("job"), max_length=120, primary_key=True)
    first_at = models.DateTimeField(_("known since"))
    ran_at = models.DateTimeField(_("ran at"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    problem = models.CharField(_("what stood in the way"), max_length=200, blank=True)
    # Rows that its sweeps could not do in the last run: how many, and the first of them by table and key.
    set_aside = models.PositiveIntegerField(_("rows set aside"), default=0)
    set_aside_rows = models.TextField(_("which rows"), blank=True)
    alarmed_at = models.DateTimeField(_("alarm raised at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job of the worker")
        verbose_name_plural = _("jobs of the worker")
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job
