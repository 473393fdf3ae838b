"""What staff decide about a membership: withdrawals by two people, levels beyond the points."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from subscriptions import actions
from subscriptions.forms import LevelPermitForm, WithdrawalForm
from subscriptions.models import (
    LevelPermit,
    Withdrawal,
)


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
