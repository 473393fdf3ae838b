"""Getting the money, as finance sees it: what comes next, what was tried, what goes back, and the switches."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from billing import actions, ladder
from billing.models import Attempt, Collection, Difference, Dispute, Payment, Refund, Stop
from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.errors import DomainError


class Deciding(ReadOnly):
    """Rows that staff do not edit, but about which those with the right to change them decide."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        meta = self.model._meta  # type: ignore[attr-defined]
        return request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")

    def decide(self, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object]) -> None:
        """Do the same to every chosen row, and say how many were done and what stood in the way."""
        done = 0
        for row in rows:
            try:
                act(row)
                done += 1
            except DomainError as refusal:
                messages.warning(request, refusal.message)
        if done:
            said = ngettext("%(count)d done.", "%(count)d done.", done) % {"count": done}
            messages.success(request, said)


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):
    list_display = ["received_at", "invoice", "amount", "method", "reference", "by"]
    list_filter = ["method"]
    list_select_related = ["invoice", "by"]
    search_fields = ["=reference", "=invoice__number"]
    ordering = ["-pk"]
    show_full_result_count = False


class ConfirmFilter(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("staff", _("staff: above the ceiling")), ("stripe", _("Stripe: not known yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Collection]) -> QuerySet[Collection]:
        if self.value() == "staff":
            waiting = Collection.objects.to_confirm(ceiling_cents=settings.CHARGE_CEILING_CENTS)
            return queryset.filter(pk__in=waiting.values("pk"))
        if self.value() == "stripe":
            return queryset.filter(invoice__attempts__in=Attempt.objects.open())
        return queryset


class StepFilter(admin.SimpleListFilter):
    title = _("step of the ladder")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(value), label) for value, label in ladder.Step.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Collection]) -> QuerySet[Collection]:
        if self.value() in ladder.Step.values:
            standing = ladder.steps(on=clock.today()).filter(step=self.value())
            return queryset.filter(pk__in=standing.values("pk"))
        return queryset


@admin.register(Collection)
class CollectionAdmin(Deciding, ModelAdmin):
    list_display = ["invoice", "company", "open_amount", "stage", "next_at", "declines", "reminders"]
    list_filter = ["stage", StepFilter, ConfirmFilter]
    list_select_related = ["invoice__company"]
    search_fields = ["=invoice__number", "invoice__company__legal_name"]
    show_full_result_count = False
    actions = ["confirm", "stop"]
    actions_list = ["ladder"]

    @action(description=_("Dunning board"), url_path="ladder", permissions=["view"])  # type: ignore[untyped-decorator]
    def ladder(self, request: HttpRequest) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Dunning board"),
            "rungs": ladder.board(on=clock.today()),
            "due_soon_days": ladder.DUE_SOON_DAYS,
            "may_look_up": request.user.has_perm("lookup.look_up"),
        }
        return render(request, "admin/billing/ladder.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        rows: QuerySet[Collection] = super().get_queryset(request)
        return rows.prefetch_related("invoice__payments", "invoice__credit_notes")

    @admin.display(description=_("company"))
    def company(self, collection: Collection) -> str:
        return str(collection.invoice.company)

    @admin.display(description=_("still open"))
    def open_amount(self, collection: Collection) -> str:
        return collection.invoice.open_amount

    @admin.action(description=_("Confirm the charge above the ceiling"), permissions=["decide"])
    def confirm(self, request: HttpRequest, rows: QuerySet[Collection]) -> None:
        self.decide(
            request,
            rows,
            lambda row: actions.confirm_charge(collection=row, by=request.user, at=clock.now()),  # type: ignore[arg-type]
        )

    @admin.action(description=_("Stop charging and reminding"), permissions=["decide"])
    def stop(self, request: HttpRequest, rows: QuerySet[Collection]) -> None:
        def act(row: Collection) -> None:
            why = str(_("Stopped from the list of collections."))
            invoice, by = row.invoice, request.user
            actions.stop(company=invoice.company, invoice=invoice, why=why, by=by, at=clock.now())  # type: ignore[arg-type]

        self.decide(request, rows, act)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, ModelAdmin):
    list_display = [
        *("started_at", "invoice", "amount", "kind", "status", "decline_code", "card", "asked", "ask_at"),
    ]
    list_filter = ["status", "kind"]
    list_select_related = ["invoice", "card"]
    search_fields = ["=invoice__number", "=intent_id", "=key"]
    show_full_result_count = False


@admin.register(Refund)
class RefundAdmin(Deciding, ModelAdmin):
    list_display = ["requested_at", "invoice", "amount", "method", "status", "reference", "by"]
    list_filter = ["status", "method"]
    list_select_related = ["invoice", "by"]
    search_fields = ["=invoice__number", "=reference", "=refund_id", "=intent_id"]
    show_full_result_count = False
    actions = ["transferred"]

    @admin.action(description=_("Note that it was transferred"), permissions=["decide"])
    def transferred(self, request: HttpRequest, rows: QuerySet[Refund]) -> None:
        self.decide(
            request,
            rows,
            lambda row: actions.transferred(refund=row, by=request.user, at=clock.now()),  # type: ignore[arg-type]
        )


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, ModelAdmin):
    list_display = ["opened_at", "invoice", "amount", "reason", "status", "changed_at"]
    list_filter = ["status", "reason"]
    list_select_related = ["invoice"]
    search_fields = ["=invoice__number", "=dispute_id"]


@admin.register(Difference)
class DifferenceAdmin(Deciding, ModelAdmin):
    list_display = ["found_at", "kind", "invoice", "intent_id", "stripe_cents", "our_cents", "cleared_by"]
    list_filter = [("cleared_at", admin.EmptyFieldListFilter), "kind"]
    list_select_related = ["invoice", "cleared_by"]
    search_fields = ["=invoice__number", "=intent_id"]
    actions = ["clear"]

    @admin.action(description=_("Note that it is cleared"), permissions=["decide"])
    def clear(self, request: HttpRequest, rows: QuerySet[Difference]) -> None:
        self.decide(
            request,
            rows,
            lambda row: actions.clear_difference(difference=row, by=request.user, at=clock.now()),  # type: ignore[arg-type]
        )


@admin.register(Stop)
class StopAdmin(ModelAdmin):
    list_display = ["company", "invoice", "why", "by", "from_at", "until_at"]
    list_filter = [("until_at", admin.EmptyFieldListFilter)]
    list_select_related = ["company", "invoice", "by"]
    search_fields = ["company__legal_name", "=invoice__number"]
    fields = ["company", "invoice", "why"]
    raw_id_fields = ["company", "invoice"]
    actions = ["go_on"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("billing.change_stop")

    def save_model(self, request: HttpRequest, obj: Stop, form: Any, change: bool) -> None:
        made = actions.stop(
            company=obj.company,
            invoice=obj.invoice,
            why=obj.why,
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
        obj.pk = made.pk

    @admin.action(description=_("Go on charging and reminding"), permissions=["lift"])
    def go_on(self, request: HttpRequest, rows: QuerySet[Stop]) -> None:
        for row in rows:
            actions.go_on(stop=row, at=clock.now())
