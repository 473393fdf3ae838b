"""Corrections of points: they stand here, for points may bring an invitation."""

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import RefusalsSaid
from cps_portal.lib.errors import DomainError
from points import actions as points
from points.actions import Wanted
from points.models import Correction
from subscriptions import actions


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
