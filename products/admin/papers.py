"""Transfers, papers, lists and hints, as staff see them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from cps_portal.lib.admin import ReadOnly
from products.admin import transfers
from products.models import CategoryHint, GearEvent, GearFile, Proof, Transfer


@admin.register(CategoryHint)
class CategoryHintAdmin(ModelAdmin):
    list_display = ["category", "serial_hint"]


class GearEventInline(ReadOnly, TabularInline):
    model = GearEvent
    fields = readonly_fields = ["at", "said", "by"]
    verbose_name_plural = _("History")
    extra = 0

    @admin.display(description=_("what happened"))
    def said(self, event: GearEvent) -> str:
        return event.said


class ProofInline(ReadOnly, TabularInline):
    model = Proof
    fields = readonly_fields = ["paper", "uploaded_at", "uploaded_by", "sha256"]
    extra = 0

    @admin.display(description=_("file"))
    def paper(self, proof: Proof) -> str:
        if not proof.file:
            return f"{proof.name} ({_('deleted, its time is over')})"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:products_proof_file", args=[proof.pk]), proof
        )


@admin.register(Proof)
class ProofAdmin(ReadOnly, ModelAdmin):
    show_full_result_count = False
    list_display = ["name", "registration", "media_type", "uploaded_at", "deleted_at"]
    list_select_related = ["registration__product"]
    exclude = ["file"]

    def get_urls(self) -> list[URLPattern]:
        file = path("<int:pk>/file/", self.admin_site.admin_view(transfers.proof), name="products_proof_file")
        urls: list[URLPattern] = super().get_urls()
        return [file, *urls]


@admin.register(Transfer)
class TransferAdmin(ModelAdmin):
    """Claims to serial numbers: those that staff decide come first with the filter on their state."""

    show_full_result_count = False
    list_display = ["gear", "serial", "has_it", "asks", "status", "asked_at", "answer_until"]
    list_filter = ["status"]
    list_select_related = ["given__product", "given__company", "wanted__company"]
    search_fields = ["=serial"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=f"products_transfer_{address}"
            )
            for address, view in transfers.ADDRESSES.items()
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:products_transfer_case", pk=object_id)

    @admin.display(description=_("model"))
    def gear(self, claim: Transfer) -> str:
        return claim.given.product.name

    @admin.display(description=_("has it registered"))
    def has_it(self, claim: Transfer) -> str:
        return claim.given.company.legal_name

    @admin.display(description=_("asks for it"))
    def asks(self, claim: Transfer) -> str:
        return claim.wanted.company.legal_name


@admin.register(GearFile)
class GearFileAdmin(ReadOnly, ModelAdmin):
    show_full_result_count = False
    list_display = ["name", "company", "state", "total", "uploaded_at", "done_at"]
    list_filter = ["state"]
    list_select_related = ["company"]
