"""Terms, fees and benefits as staff edit them; memberships and their numbers as staff see them."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly, RefusalsSaid
from cps_portal.lib.errors import DomainError
from points import actions as points
from points.actions import Wanted
from points.models import Correction
from subscriptions import actions
from subscriptions.models import (
    Acceptance,
    Benefit,
    Fee,
    LevelBenefit,
    MembershipNumber,
    Subscription,
    Term,
    Terms,
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
    fields = ["level", "starts_on", "ends_on", "fee", "payment", "purchase_order"]
    readonly_fields = fields

    @admin.display(description=_("fee"))
    def fee(self, term: Term) -> str:
        return term.fee


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly, ModelAdmin):
    list_display = ["number", "company", "started_at"]
    list_select_related = ["number", "company"]
    search_fields = ["=number__number", "company__legal_name"]
    show_full_result_count = False
    inlines = [TermInline]


@admin.register(Term)
class TermAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "level", "starts_on", "expires_on", "fee", "payment"]
    list_filter = ["level", "payment"]
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


class ProposalForm(forms.ModelForm):  # type: ignore[type-arg]
    """A correction as it is proposed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Correction
        fields = ["company", "amount", "reason", "since_on", "key"]

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given.get("amount") or 0, given.get("reason", ""), given.get("since_on"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        try:
            self.wanted.check(on=clock.today())
        except DomainError as refusal:
            if refusal.field not in self.errors:
                self.add_error(refusal.field, refusal.message)
        return given

    def _post_clean(self) -> None:
        """Leave the constraints of a row that is not whole yet to the action that makes it."""


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the second person makes of it, or the first one after another thought."""

    APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=UnfoldAdminRadioSelectWidget,
        choices=[
            (APPROVE, _("Approve and book it")),
            (REFUSE, _("Refuse it")),
            (WITHDRAW, _("Withdraw it: it was mine")),
        ],
    )

    class Meta:
        model = Correction
        fields = ["note"]

    def _post_clean(self) -> None:
        """Leave the row as it is: the action moves it."""


DECISIONS = {
    DecisionForm.APPROVE: actions.approve_correction,
    DecisionForm.REFUSE: points.refuse_correction,
    DecisionForm.WITHDRAW: points.withdraw_correction,
}


@admin.register(Correction)
class CorrectionAdmin(RefusalsSaid, ModelAdmin):
    """Corrections of points: proposed on one page, decided on another, both kept with their people."""

    list_display = ["proposed_at", "company", "amount", "state", "proposed_by", "decided_by"]
    list_display_links = ["proposed_at", "company"]
    list_filter = ["status"]
    list_select_related = ["company", "proposed_by", "decided_by"]
    search_fields = ["company__legal_name"]
    autocomplete_fields = ["company"]
    actions = None
    show_full_result_count = False

    SHOWN = [
        "company",
        "amount",
        "reason",
        "since_on",
        "status",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
        "entry",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = DecisionForm if obj else ProposalForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Correction | None = None) -> list[str]:
        if obj is None:
            return ["company", "amount", "reason", "since_on", "key"]
        return [*self.SHOWN, "note", *(["decision"] if obj.is_waiting else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Correction | None = None) -> list[str]:
        return self.SHOWN if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and not (obj and not obj.is_waiting)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        given: dict[str, Any] = form.cleaned_data
        who: dict[str, Any] = {"by": request.user, "at": clock.now()}
        if change:
            DECISIONS[given["decision"]](correction=obj, note=given["note"], **who)
        else:
            made = actions.correct_points(
                company=given["company"], wanted=form.wanted, key=given["key"], **who
            )
            obj.__dict__.update(made.__dict__)

    @display(  # type: ignore[untyped-decorator]
        description=_("status"),
        ordering="status",
        label={
            Correction.Status.PROPOSED: "warning",
            Correction.Status.BOOKED: "success",
            Correction.Status.REFUSED: "danger",
            Correction.Status.WITHDRAWN: "info",
        },
    )
    def state(self, correction: Correction) -> tuple[str, Any]:
        return correction.status, correction.get_status_display()
