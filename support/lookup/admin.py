from django.contrib import admin
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from support.lookup.models import LookUp


@admin.register(LookUp)
class LookUpAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "by", "system", "purpose", "query", "company"]
    list_display_links = ["at"]
    list_select_related = ["by", "company"]
    list_filter = ["purpose"]
    search_fields = ["query", "company__legal_name", "=by__email"]
    ordering = ["-pk"]
    show_full_result_count = False
