"""The catalogue, what is registered, and what the old programme knew, as staff see them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from products.admin import catalogue
from products.admin.papers import GearEventInline, ProofInline
from products.models import (
    Alias,
    PointValue,
    Product,
    Registration,
)
from products.models.registrations import RegistrationQuerySet
from products.names import folded


class PointValueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A value that counts from a day on; the past is what registrations were made by, and stays."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        started = [self.initial.get("from_on"), given.get("from_on")]
        is_first = (
            self.instance.pk is None and not PointValue.objects.filter(product=given.get("product")).exists()
        )
        if self.has_changed() and not is_first and any(day and day < clock.today() for day in started):
            self.add_error(
                "from_on",
                _("Points change from today on only. Add a line with the day from which they count."),
            )
        return given


class PointValueInline(TabularInline):
    model = PointValue
    form = PointValueForm
    extra = 0
    ordering = ["-from_on"]


class AliasInline(TabularInline):
    model = Alias
    extra = 0


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ["name", "category", "launch_year", "points_now", "is_registrable"]
    list_filter = ["category", "is_registrable"]
    search_fields = ["name"]
    inlines = [PointValueInline, AliasInline]
    change_list_template = "admin/products/catalogue.html"

    def get_urls(self) -> list[URLPattern]:
        load = path("load/", self.admin_site.admin_view(catalogue.load), name="products_product_load")
        urls: list[URLPattern] = super().get_urls()
        return [load, *urls]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return Product.objects.with_points(on=clock.today())

    @admin.display(description=_("points today"), ordering="points_now")
    def points_now(self, product: Any) -> int:
        return int(product.points_now)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Fold what staff typed as another way of writing the name, as it is folded when it is looked up."""
        for row in formset.save(commit=False):
            if isinstance(row, Alias):
                row.folded = folded(row.folded)
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()


class MarketFilter(admin.SimpleListFilter):
    title = _("where it was bought")
    parameter_name = "market"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("outside", _("outside EEA, CH and UK"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "outside" and isinstance(queryset, RegistrationQuerySet):
            return queryset.bought_outside()
        return queryset


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, ModelAdmin):
    inlines = [ProofInline, GearEventInline]
    show_full_result_count = False
    list_display = [
        "product",
        "serial",
        "company",
        "points",
        "registered_at",
        "completed_at",
        "outside",
        "end",
    ]
    list_filter = [MarketFilter, "end", ("completed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["product", "company"]
    search_fields = ["=serial", "company__legal_name"]

    @admin.display(description=_("outside EEA, CH and UK"), boolean=True)
    def outside(self, registration: Registration) -> bool:
        return registration.is_from_outside
