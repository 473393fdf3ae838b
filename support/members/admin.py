from django.contrib import admin
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from support.members.models import Deed, Note


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
