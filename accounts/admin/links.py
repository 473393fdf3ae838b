from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.models import LinkRequest
from cps_portal.lib.admin import ReadOnly


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnly, ModelAdmin):
    """Those that the worker has not answered yet; there should be none that is old."""

    list_display = ["email", "created_at"]
    show_full_result_count = False
