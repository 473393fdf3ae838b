"""Papers, cards and what Stripe tells, read only; sellers and rates are data that finance keeps."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.eu import vat as vat_number
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from billing import actions
from billing.admin.reports import Reports
from billing.models import (
    CardAuthorisation,
    CardEvent,
    Invoice,
    InvoiceLine,
    NumberSeries,
    Payment,
    PendingTax,
    Seller,
    VatNote,
    VatRate,
)
from billing.models.invoices import InvoiceQuerySet
from billing.views import paper
from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.admin_texts import WithTexts


class InvoiceLineInline(ReadOnly, TabularInline):
    model = InvoiceLine
    extra = 0


class PaymentInline(ReadOnly, TabularInline):
    model = Payment
    fields = ["amount", "method", "reference", "received_at", "by"]
    readonly_fields = ["amount"]
    extra = 0


@admin.register(Invoice)
class InvoiceAdmin(Reports, ReadOnly, ModelAdmin):
    list_display = [
        "number",
        "issued_on",
        "company",
        "gross",
        "payment",
        "payable_on",
        "sent_at",
        "paid_at",
        "paper",
    ]
    list_display_links = ["number"]
    list_filter = ["payment", ("paid_at", admin.EmptyFieldListFilter)]
    list_select_related = ["company"]
    search_fields = ["number"]  # Shows the field; what is looked for is said below.
    search_help_text = _("Number, payment reference, amount, company or its VAT number.")
    ordering = ["-pk"]
    show_full_result_count = False
    inlines = [InvoiceLineInline, PaymentInline]

    def get_search_results(
        self, request: HttpRequest, queryset: InvoiceQuerySet, search_term: str
    ) -> tuple[InvoiceQuerySet, bool]:
        return queryset.found_by(search_term) if search_term.strip() else queryset, False

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/paper/", self.admin_site.admin_view(self.show), name="billing_invoice_paper")
        return [own, *super().get_urls()]

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the PDF to staff who may see invoices."""
        invoice = get_object_or_404(Invoice.objects.exclude(pdf=""), pk=pk)
        if not self.has_view_permission(request, invoice):
            return HttpResponse(status=404)
        return paper(invoice, disposition="inline")

    @admin.display(description=_("PDF"))
    def paper(self, invoice: Invoice) -> SafeString:
        if not invoice.pdf:
            return SafeString("–")
        return format_html('<a href="{}">PDF</a>', reverse("admin:billing_invoice_paper", args=[invoice.pk]))


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly, ModelAdmin):
    list_display = ["seller", "kind", "year", "last_number"]
    list_select_related = ["seller"]


@admin.register(PendingTax)
class PendingTaxAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "term", "since_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["term__level"]
    search_fields = ["=number"]


@admin.register(CardAuthorisation)
class CardAuthorisationAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "spoken", "status", "created_at", "authorised_at", "by"]
    list_filter = ["status", "brand"]
    list_select_related = ["company", "by"]
    search_fields = [
        "company__legal_name",
        "=customer_id",
        "=session_id",
        "=setup_intent_id",
        "=payment_method_id",
    ]
    show_full_result_count = False


@admin.register(CardEvent)
class CardEventAdmin(ReadOnly, ModelAdmin):
    list_display = ["event_id", "kind", "received_at", "handled_at", "attempts", "problem"]
    list_filter = [("handled_at", admin.EmptyFieldListFilter), "kind"]
    search_fields = ["=event_id"]
    show_full_result_count = False
    actions = ["retry"]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Let whoever decides about charges repeat them; who only reads changes nothing."""
        return bool(request.user.has_perm("billing.change_collection"))

    @admin.action(description=_("Handle again"), permissions=["retry"])
    def retry(self, request: HttpRequest, events: QuerySet[CardEvent]) -> None:
        for event in events:
            actions.retry_event(event=event, at=clock.now())
        count = len(events)
        text = ngettext("%(count)d event is handled again.", "%(count)d events are handled again.", count)
        messages.success(request, text % {"count": count})


class SellerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Seller
        fields = [
            *(
                "code",
                "name",
                "street",
                "postal_code",
                "city",
                "country",
                "vat_number",
                "registration_number",
            ),
            *("iban", "bic", "bank_name", "markets", "number_prefix", "time_zone"),
        ]

    def clean_iban(self) -> str:
        number = iban.compact(self.cleaned_data["iban"])
        if not iban.is_valid(number):
            raise ValidationError(gettext("The check digits of this IBAN do not fit. Type it again."))
        return str(number)

    def clean_bic(self) -> str:
        number = bic.compact(self.cleaned_data["bic"])
        if not bic.is_valid(number):
            raise ValidationError(gettext("This is not the form of a BIC: 8 or 11 letters and digits."))
        return str(number)

    def clean_vat_number(self) -> str:
        typed = self.cleaned_data["vat_number"]
        if not vat_number.is_valid(typed):
            raise ValidationError(gettext("The check digits of this VAT number do not fit."))
        return str(vat_number.compact(typed))


@admin.register(Seller)
class SellerAdmin(ModelAdmin):
    form = SellerForm
    list_display = ["name", "country", "vat_number", "iban"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(VatRate)
class VatRateAdmin(ModelAdmin):
    list_display = ["country", "rate", "from_on", "until_on"]
    list_filter = ["country"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(VatNote)
class VatNoteAdmin(WithTexts, ModelAdmin):
    texts_widget = UnfoldAdminTextareaWidget
    list_display = ["code", "from_on", "until_on"]
    list_filter = ["code"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
