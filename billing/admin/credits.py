"""Credit notes and the addresses to which copies go; staff credit an invoice from its own page."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from billing.models import CopyAddress, CreditNote, CreditNoteLine
from billing.views import paper
from cps_portal.lib.admin import ReadOnly


class CreditNoteLineInline(ReadOnly, TabularInline):
    model = CreditNoteLine
    extra = 0


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "issued_on", "company", "invoice", "gross", "reason", "by", "sent_at", "paper"]
    list_display_links = ["number"]
    list_filter = [("term", admin.EmptyFieldListFilter)]
    list_select_related = ["company", "invoice", "by"]
    search_fields = ["=number", "=invoice__number", "company__legal_name", "=company__vat_number"]
    ordering = ["-pk"]
    show_full_result_count = False
    inlines = [CreditNoteLineInline]

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/paper/", self.admin_site.admin_view(self.show), name="billing_creditnote_paper")
        return [own, *super().get_urls()]

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the PDF to staff who may see credit notes."""
        note = get_object_or_404(CreditNote.objects.exclude(pdf=""), pk=pk)
        if not self.has_view_permission(request, note):
            return HttpResponse(status=404)
        return paper(note, disposition="inline")

    @admin.display(description=_("PDF"))
    def paper(self, note: CreditNote) -> SafeString:
        if not note.pdf:
            return SafeString("–")
        return format_html('<a href="{}">PDF</a>', reverse("admin:billing_creditnote_paper", args=[note.pk]))


@admin.register(CopyAddress)
class CopyAddressAdmin(ReadOnly, ModelAdmin):
    list_display = ["email", "company", "since_at", "by"]
    list_select_related = ["company", "by"]
    search_fields = ["=email", "company__legal_name"]
