from django.contrib import admin
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from support.operations.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, ModelAdmin):
    list_display = ["job", "ran_at", "milliseconds", "failed_at", "problem", "set_aside", "alarmed_at"]
