"""Memberships, their terms, numbers and what was accepted, as staff see them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.downloads import as_file
from subscriptions import documents
from subscriptions.models import (
    Acceptance,
    Fall,
    MembershipNumber,
    Notice,
    RenewalChoice,
    Subscription,
    Suspension,
    Term,
)


class TermInline(ReadOnly, TabularInline):
    model = Term
    extra = 0
    fields = ["level", "starts_on", "ends_on", "cut", "fee", "payment", "purchase_order"]
    readonly_fields = fields

    @admin.display(description=_("fee"))
    def fee(self, term: Term) -> str:
        return term.fee


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "company", "renewal", "started_at"]
    list_filter = ["renewal"]
    fields = ["number", "company", "started_at", "renewal", "renewal_level", "decisions"]
    readonly_fields = ["decisions"]
    list_select_related = ["number", "company"]
    search_fields = ["=number__number", "company__legal_name"]
    show_full_result_count = False
    inlines = [TermInline]

    @admin.display(description=_("decisions of staff"))
    def decisions(self, subscription: Subscription) -> SafeString:
        return format_html(
            '<a class="underline" href="{}?subscription={}">{}</a> · <a class="underline" href="{}?company={}">{}</a>',
            reverse("admin:subscriptions_withdrawal_add"),
            subscription.pk,
            _("Propose to withdraw this membership"),
            reverse("admin:subscriptions_levelpermit_add"),
            subscription.company_id,
            _("Permit a level"),
        )


class SuspensionInline(ReadOnly, TabularInline):
    model = Suspension
    extra = 0
    fields = ["reference", "from_at", "until_at"]


@admin.register(Term)
class TermAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "level", "starts_on", "expires_on", "cut", "fee", "payment"]
    list_filter = ["level", "payment", "cut"]
    inlines = [SuspensionInline]
    list_select_related = ["subscription__company", "level"]
    search_fields = ["=subscription__number__number", "subscription__company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False

    @admin.display(description=_("company"))
    def company(self, term: Term) -> str:
        return str(term.subscription.company)

    @admin.display(description=_("expires on"), ordering="ends_on")
    def expires_on(self, term: Term) -> Any:
        return term.expires_on

    @admin.display(description=_("fee"), ordering="fee_cents")
    def fee(self, term: Term) -> str:
        return term.fee


@admin.register(MembershipNumber)
class MembershipNumberAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "company", "kind", "since_at"]
    list_filter = ["kind"]
    list_select_related = ["company"]
    search_fields = ["=number", "company__legal_name"]
    show_full_result_count = False


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "company", "kind", "reference", "mail"]
    list_filter = ["kind"]
    list_select_related = ["company", "mail"]
    search_fields = ["=reference", "company__legal_name"]
    show_full_result_count = False


@admin.register(RenewalChoice)
class RenewalChoiceAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "subscription", "act", "level", "by"]
    list_filter = ["act"]
    list_select_related = ["subscription__company", "subscription__number", "level", "by"]
    search_fields = ["=subscription__number__number", "subscription__company__legal_name"]
    show_full_result_count = False


@admin.register(Fall)
class FallAdmin(ReadOnly, ModelAdmin):
    list_display = ["term", "points", "fell_at", "recovered_at"]
    list_select_related = ["term__level"]
    search_fields = ["=term__subscription__number__number", "term__subscription__company__legal_name"]
    show_full_result_count = False


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "terms", "by", "at", "language"]
    list_filter = ["terms", "language"]
    fields = [*list_display, "paper"]
    readonly_fields = ["paper"]
    list_select_related = ["company", "terms", "by"]
    search_fields = ["company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False

    @admin.display(description=_("accepted text"))
    def paper(self, acceptance: Acceptance) -> SafeString:
        address = reverse("admin:subscriptions_acceptance_paper", args=[acceptance.pk])
        return format_html('<a class="underline" href="{}">PDF</a>', address)

    def get_urls(self) -> list[URLPattern]:
        draw = self.admin_site.admin_view(self.draw)
        own = [path("<int:pk>/terms.pdf", draw, name="subscriptions_acceptance_paper")]
        return [*own, *super().get_urls()]

    def draw(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        known = Acceptance.objects.select_related("company", "terms", "by")
        acceptance = get_object_or_404(known, pk=pk)
        return as_file(documents.accepted_terms_pdf(acceptance), name=acceptance.file_name)
