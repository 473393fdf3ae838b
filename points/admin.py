"""The ledger as staff see it: read only, with the balances that differ from their entries a click away."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from cps_portal.lib.admin import ReadOnly
from points.models import Balance, BalanceQuerySet, Entry, Level


class DifferingFilter(admin.SimpleListFilter):
    title = _("compared with the entries")
    parameter_name = "differing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("differing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes" and isinstance(queryset, BalanceQuerySet):
            return queryset.differing()
        return queryset


@admin.register(Balance)
class BalanceAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "points", "summed"]
    list_filter = [DifferingFilter]
    list_select_related = ["company"]
    search_fields = ["company__legal_name"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Balance]:
        return Balance.objects.summed()

    @admin.display(description=_("sum of the entries"))
    def summed(self, balance: Any) -> int:
        return int(balance.summed)


@admin.register(Entry)
class EntryAdmin(ReadOnly, ModelAdmin):
    list_display = ["effective_at", "company", "signed", "cause", "by", "reference"]
    list_display_links = ["signed"]
    list_select_related = ["company", "by"]
    search_fields = ["=reference", "company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Level)
class LevelAdmin(ModelAdmin):
    list_display = ["name", "group", "minimum"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
