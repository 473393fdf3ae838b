"""More time to pay, as it was given; staff give it on the page of the member."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from billing.models import Extension
from cps_portal.lib.admin import ReadOnly


@admin.register(Extension)
class ExtensionAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "invoice", "before_on", "until_on", "reason", "by"]
    list_select_related = ["invoice", "by"]
    search_fields = ["=invoice__number", "invoice__company__legal_name"]
    show_full_result_count = False
