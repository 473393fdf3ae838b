"""Terms of use, fees and benefits, as staff edit them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from cps_portal.lib import clock
from cps_portal.lib.admin_texts import WithTexts
from cps_portal.lib.errors import DomainError
from subscriptions import actions
from subscriptions.forms import FeeForm, LevelBenefitForm
from subscriptions.models import (
    Benefit,
    Fee,
    LevelBenefit,
    Terms,
)


@admin.register(Terms)
class TermsAdmin(WithTexts, ModelAdmin):
    texts_widget = UnfoldAdminTextareaWidget
    list_display = ["version", "state", "published_at"]
    fields = ["version", "texts", "published_at", "accepted", "preview"]
    readonly_fields = ["published_at", "accepted", "preview"]
    actions = ["publish"]

    @display(  # type: ignore[untyped-decorator]
        description=_("State"), label={_("published"): "success", _("draft"): "warning"}
    )
    def state(self, terms: Terms) -> Any:
        return _("published") if terms.is_published else _("draft")

    @admin.display(description=_("Preview"))
    def preview(self, terms: Terms) -> str:
        """Show the saved text as a member will read it, in each language."""
        if not terms.pk:
            return str(_("Save the draft to see it as a member will."))
        return render_to_string(
            "admin/subscriptions/terms_preview.html", {"texts": terms.sections_by_language}
        )

    @admin.display(description=_("Accepted by"))
    def accepted(self, terms: Terms) -> str:
        """Lead to the people who accepted this version, and say how many they are."""
        if not terms.is_published:
            return "–"
        address = f"{reverse('admin:subscriptions_acceptance_changelist')}?terms__id__exact={terms.pk}"
        return format_html('<a class="underline" href="{}">{}</a>', address, terms.acceptances.count())

    def get_fields(self, request: HttpRequest, obj: Terms | None = None) -> list[str]:
        """Leave the raw text out where nobody can change it: the preview shows it."""
        is_fixed = obj is not None and obj.is_published
        return [name for name in self.fields if not (is_fixed and name == "texts")]

    def has_change_permission(self, request: HttpRequest, obj: Terms | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Terms | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    @action(  # type: ignore[untyped-decorator]
        description=_("Publish the chosen draft"), permissions=["change"]
    )
    def publish(self, request: HttpRequest, queryset: QuerySet[Terms]) -> None:
        for terms in queryset:
            try:
                actions.publish_terms(terms=terms, at=clock.now())
            except DomainError as refusal:
                self.message_user(request, f"{terms}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, f"{terms}: {_('published')}", messages.SUCCESS)


@admin.register(Fee)
class FeeAdmin(ModelAdmin):
    form = FeeForm
    list_display = ["level", "where", "amount", "from_on", "until_on"]
    list_filter = ["level", "country"]
    list_select_related = ["level"]

    @admin.display(description=_("country"), ordering="country")
    def where(self, fee: Fee) -> str:
        return fee.country_name

    def get_readonly_fields(self, request: HttpRequest, obj: Fee | None = None) -> list[str]:
        """Return what cannot change any more: a fee in force may only be given an end."""
        begun = obj is not None and obj.from_on <= clock.today()
        return ["level", "country", "currency", "amount_cents", "from_on"] if begun else []

    def has_delete_permission(self, request: HttpRequest, obj: Fee | None = None) -> bool:
        begun = obj is None or obj.from_on <= clock.today()
        return super().has_delete_permission(request, obj) and not begun


class LevelBenefitInline(WithTexts, TabularInline):
    model = LevelBenefit
    form = LevelBenefitForm
    extra = 0
    # What stood in a comparison was promised: it is given an end, and what comes after it is a row of its own.
    can_delete = False


@admin.register(Benefit)
class BenefitAdmin(WithTexts, ModelAdmin):
    list_display = ["name", "position"]
    inlines = [LevelBenefitInline]

    def has_delete_permission(self, request: HttpRequest, obj: Benefit | None = None) -> bool:
        """Keep what was promised: its lines can be given an end."""
        promised = obj is not None and obj.levels.filter(from_on__lte=clock.today()).exists()
        return super().has_delete_permission(request, obj) and not promised
