"""The ledger as staff see it: read only, with what the nightly comparison found beside it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly, RefusalsSaid
from points import actions
from points.models import Balance, BalanceQuerySet, Comparison, Difference, Entry, Level


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
    list_display = ["effective_at", "recorded_at", "company", "signed", "cause", "by", "reference"]
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


class DifferenceInline(ReadOnly, TabularInline):
    model = Difference
    extra = 0
    fields = readonly_fields = ["company", "balance", "summed", "seen_by", "note"]
    show_change_link = True


@admin.register(Comparison)
class ComparisonAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "balances", "entries", "verdict"]
    list_per_page = 50
    show_full_result_count = False
    inlines = [DifferenceInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comparison]:
        return Comparison.objects.counted()

    @display(  # type: ignore[untyped-decorator]
        description=_("result"), label={"right": "success", "seen": "info", "unseen": "danger"}
    )
    def verdict(self, comparison: Any) -> tuple[str, Any]:
        if not comparison.found:
            return "right", _("every balance is right")
        if not comparison.unseen:
            return "seen", _("%(number)s differ, all of them seen") % {"number": comparison.found}
        return "unseen", _("%(number)s differ, %(unseen)s to look at") % {
            "number": comparison.found,
            "unseen": comparison.unseen,
        }


class UnseenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "unseen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("to look at"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(seen_at=None) if self.value() == "yes" else queryset


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody makes of a difference; a click alone puts none aside."""

    class Meta:
        model = Difference
        fields = ["note"]
        widgets = {"note": UnfoldAdminTextareaWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].required = True


@admin.register(Difference)
class DifferenceAdmin(RefusalsSaid, ModelAdmin):
    form = NoteForm
    list_display = ["comparison", "company", "balance", "summed", "state", "seen_by"]
    list_display_links = ["comparison", "company"]
    list_select_related = ["comparison", "company", "seen_by"]
    list_filter = [UnseenFilter]
    fields = ["company", "comparison", "balance", "summed", "note", "seen_by", "seen_at"]
    readonly_fields = ["company", "comparison", "balance", "summed", "seen_by", "seen_at"]
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Difference | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and not (obj and obj.is_seen)

    def save_model(self, request: HttpRequest, obj: Difference, form: Any, change: bool) -> None:
        actions.take_note(difference=obj, note=obj.note, by=request.user, at=clock.now())  # type: ignore[arg-type]

    @display(  # type: ignore[untyped-decorator]
        description=_("state"), label={"seen": "success", "unseen": "danger"}
    )
    def state(self, difference: Difference) -> tuple[str, Any]:
        return ("seen", _("seen")) if difference.is_seen else ("unseen", _("to look at"))
