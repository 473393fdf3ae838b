"""Terms, fees and benefits as staff edit them; memberships and their numbers as staff see them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.errors import DomainError
from subscriptions import actions
from subscriptions.forms import LevelPermitForm, WithdrawalForm
from subscriptions.models import (
    Acceptance,
    Benefit,
    Fall,
    Fee,
    LevelBenefit,
    LevelPermit,
    MembershipNumber,
    Notice,
    RenewalChoice,
    Subscription,
    Suspension,
    Term,
    Terms,
    Withdrawal,
)

LANGUAGES = {code.split("-")[0]: name for code, name in settings.LANGUAGES}


class TextsWidget(forms.MultiWidget):
    """One field a language, each with its name."""

    def __init__(self, widget: type[forms.Widget]) -> None:
        super().__init__(
            {
                code: widget(attrs={"aria-label": name, "placeholder": name})
                for code, name in LANGUAGES.items()
            }
        )

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code in LANGUAGES]


class TextsField(forms.MultiValueField):
    """Texts by language as fields of their own instead of raw JSON."""

    def __init__(self, *, widget: type[forms.Widget], **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _code in LANGUAGES]
        super().__init__(
            fields, widget=TextsWidget(widget), required=False, require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(LANGUAGES, data_list, strict=False) if text}


class WithTexts:
    """Admin pages whose JSON fields hold texts by language."""

    texts_widget: type[forms.Widget] = UnfoldAdminTextInputWidget

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, models.JSONField):
            return TextsField(label=db_field.verbose_name, widget=self.texts_widget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


@admin.register(Terms)
class TermsAdmin(WithTexts, ModelAdmin):
    texts_widget = UnfoldAdminTextareaWidget
    list_display = ["version", "state", "published_at"]
    fields = ["version", "texts", "published_at"]
    readonly_fields = ["published_at"]
    actions = ["publish"]

    @display(  # type: ignore[untyped-decorator]
        description=_("State"), label={_("published"): "success", _("draft"): "warning"}
    )
    def state(self, terms: Terms) -> Any:
        return _("published") if terms.is_published else _("draft")

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
    list_display = ["level", "amount", "from_on", "until_on"]
    list_filter = ["level"]
    list_select_related = ["level"]

    def get_readonly_fields(self, request: HttpRequest, obj: Fee | None = None) -> list[str]:
        """Return what cannot change any more: a fee in force may only be given an end."""
        begun = obj is not None and obj.from_on <= clock.today()
        return ["level", "currency", "amount_cents", "from_on"] if begun else []

    def has_delete_permission(self, request: HttpRequest, obj: Fee | None = None) -> bool:
        begun = obj is None or obj.from_on <= clock.today()
        return super().has_delete_permission(request, obj) and not begun


class LevelBenefitInline(WithTexts, TabularInline):
    model = LevelBenefit
    extra = 0


@admin.register(Benefit)
class BenefitAdmin(WithTexts, ModelAdmin):
    list_display = ["name", "position"]
    inlines = [LevelBenefitInline]


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


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "terms", "by", "at", "language"]
    list_filter = ["terms"]
    list_select_related = ["company", "terms", "by"]
    search_fields = ["company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "company", "kind", "reference"]
    list_filter = ["kind"]
    list_select_related = ["company"]
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


@admin.register(Withdrawal)
class WithdrawalAdmin(ModelAdmin):
    """Memberships to be ended at once: whoever may propose adds one, another person approves or rejects it."""

    form = WithdrawalForm
    list_display = ["subscription", "reason", "status", "proposed_by", "proposed_at", "decided_by"]
    list_filter = ["status", "reason"]
    list_select_related = ["subscription__company", "subscription__number", "proposed_by", "decided_by"]
    search_fields = ["=subscription__number__number", "subscription__company__legal_name"]
    raw_id_fields = ["subscription"]
    fields = ["subscription", "reason", "note"]
    show_full_result_count = False
    actions = ["approve", "reject"]

    def get_fields(self, request: HttpRequest, obj: Withdrawal | None = None) -> list[str]:
        decided = ["status", "proposed_by", "proposed_at", "decided_by", "decided_at"]
        return [*self.fields, *decided] if obj else self.fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("subscriptions.decide_withdrawal"))

    def save_model(self, request: Any, obj: Withdrawal, form: Any, change: bool) -> None:
        made = actions.propose_withdrawal(
            subscription=obj.subscription,
            reason=obj.reason,
            note=obj.note,
            by=request.user,
            at=clock.now(),
        )
        obj.pk = made.pk

    @action(  # type: ignore[untyped-decorator]
        description=_("End the chosen memberships today"), permissions=["decide"]
    )
    def approve(self, request: HttpRequest, queryset: QuerySet[Withdrawal]) -> None:
        self._decide(request, queryset, actions.approve_withdrawal)

    @action(  # type: ignore[untyped-decorator]
        description=_("Leave the chosen memberships as they are"), permissions=["decide"]
    )
    def reject(self, request: HttpRequest, queryset: QuerySet[Withdrawal]) -> None:
        self._decide(request, queryset, actions.reject_withdrawal)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Withdrawal], act: Any) -> None:
        for withdrawal in queryset:
            try:
                act(withdrawal=withdrawal, by=request.user, at=clock.now())
            except DomainError as refusal:
                self.message_user(request, f"{withdrawal.subscription}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, f"{withdrawal.subscription}: {_('decided')}", messages.SUCCESS)


@admin.register(LevelPermit)
class LevelPermitAdmin(ModelAdmin):
    """Levels that a company may choose though its points do not reach them, always until a day."""

    form = LevelPermitForm
    list_display = ["company", "level", "from_on", "until_on", "by"]
    list_filter = ["level"]
    list_select_related = ["company", "level", "by"]
    search_fields = ["company__legal_name"]
    raw_id_fields = ["company"]
    fields = ["company", "level", "reason", "until_on"]
    show_full_result_count = False
    actions = ["end"]

    def get_fields(self, request: HttpRequest, obj: LevelPermit | None = None) -> list[str]:
        return [*self.fields, "from_on", "by", "at"] if obj else self.fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("subscriptions.add_levelpermit"))

    def save_model(self, request: Any, obj: LevelPermit, form: Any, change: bool) -> None:
        made = actions.permit_level(
            company=obj.company,
            level=obj.level,
            reason=obj.reason,
            until_on=obj.until_on,
            by=request.user,
            at=clock.now(),
        )
        obj.pk = made.pk

    @action(  # type: ignore[untyped-decorator]
        description=_("End the chosen permits today"), permissions=["end"]
    )
    def end(self, request: HttpRequest, queryset: QuerySet[LevelPermit]) -> None:
        for permit in queryset:
            actions.end_permit(permit=permit, at=clock.now())
        self.message_user(request, _("The points decide again."), messages.SUCCESS)
