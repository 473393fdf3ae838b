"""Credit notes and the addresses to which copies go; staff credit an invoice from its own page."""

from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from billing import actions
from billing.forms import CreditForm
from billing.models import CopyAddress, CreditNote, CreditNoteLine
from billing.views import paper
from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.errors import DomainError


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

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("billing.add_creditnote")

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Credit an invoice in part or whole."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"key": uuid4(), "number": request.GET.get("invoice", "")}
        form = CreditForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                note = self._credit(form.cleaned_data, request)
                messages.success(
                    request, gettext("Credit note %(number)s is issued.") % {"number": note.number}
                )
                return redirect("admin:billing_creditnote_change", note.pk)
            except DomainError as refusal:
                form.add_error(None, refusal.message)
        context = {**self.admin_site.each_context(request), "title": gettext("Credit an invoice")}
        return render(request, "admin/billing/credit.html", {**context, "form": form})

    def _credit(self, given: dict[str, Any], request: HttpRequest) -> CreditNote:
        facts: Any = {
            "invoice": given["number"],
            "reason": given["reason"],
            "reference": str(given["key"]),
            "by": request.user,
            "at": clock.now(),
        }
        if given["net"] is None:
            return actions.credit_whole(**facts)
        return actions.credit_part(net_cents=int(given["net"] * 100), **facts)

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
