"""Who looked at whom, and what the worker did."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from support.models import JobRun, LookUp


@admin.register(LookUp)
class LookUpAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "by", "token", "purpose", "query", "company"]
    list_display_links = ["at"]
    list_select_related = ["by", "token", "company"]
    list_filter = ["purpose"]
    search_fields = ["query", "company__legal_name", "=by__email"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, ModelAdmin):
    list_display = ["job", "ran_at", "milliseconds", "failed_at", "problem", "alarmed_at"]
