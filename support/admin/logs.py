"""Who looked at whom, what staff noted and did, and what the worker did."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from support.models import Deed, JobRun, LookUp, Note


@admin.register(LookUp)
class LookUpAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "by", "token", "purpose", "query", "company"]
    list_display_links = ["at"]
    list_select_related = ["by", "token", "company"]
    list_filter = ["purpose"]
    search_fields = ["query", "company__legal_name", "=by__email"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Note)
class NoteAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "company", "text", "by"]
    list_select_related = ["company", "by"]
    search_fields = ["company__legal_name"]
    show_full_result_count = False


@admin.register(Deed)
class DeedAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "act", "company", "reason", "by"]
    list_select_related = ["company", "by"]
    list_filter = ["act"]
    search_fields = ["company__legal_name", "=by__email"]
    show_full_result_count = False


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, ModelAdmin):
    list_display = ["job", "ran_at", "milliseconds", "failed_at", "problem", "alarmed_at"]
