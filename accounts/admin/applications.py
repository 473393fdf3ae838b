from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from accounts.admin import case, joining, queue
from accounts.models import Application, Look, Presence
from cps_portal.lib.admin import ReadOnly


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    """The verification queue instead of a list, and the case page instead of a form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view
        many = [
            path(f"{address}/", door(view), name=f"accounts_application_{address}")
            for address, view in queue.ADDRESSES.items()
        ]
        one = [
            path(f"<int:pk>/{address}/", door(view), name=f"accounts_application_{address}")
            for address, view in {**case.ADDRESSES, **joining.ADDRESSES}.items()
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*many, *one, *urls]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return queue.the_queue(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:accounts_application_case", pk=object_id)


@admin.register(Look)
class LookAdmin(ReadOnly, ModelAdmin):
    """Who looked at which case and document, and when."""

    list_display = ["at", "by", "application", "document"]
    list_select_related = ["by", "application", "document"]
    search_fields = ["by__email", "application__legal_name"]
    show_full_result_count = False


@admin.register(Presence)
class PresenceAdmin(ReadOnly, ModelAdmin):
    list_display = ["application", "by", "seen_at"]
    list_select_related = ["application", "by"]
    show_full_result_count = False
