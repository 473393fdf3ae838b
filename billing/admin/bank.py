"""Bank statements and their entries: finance takes statements in and decides what the matching could not."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from unfold.admin import ModelAdmin

from billing import actions
from billing.forms import AssignForm, ReasonForm, StatementForm
from billing.models import BankEntry, BankStatement, Match
from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.errors import DomainError


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnly, ModelAdmin):
    list_display = [
        "until_on",
        "statement_id",
        "iban",
        "opening",
        "closing",
        "file_name",
        "uploaded_at",
        "by",
    ]
    list_display_links = ["statement_id"]
    list_filter = ["iban"]
    list_select_related = ["by"]
    search_fields = ["=statement_id", "=file_sha256", "=file_name"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("billing.add_bankstatement")

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in a file from the bank."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = StatementForm(request.POST, request.FILES) if posted else StatementForm()
        if form.is_valid():
            file = form.cleaned_data["file"]
            facts: Any = {"file_name": file.name, "by": request.user, "at": clock.now()}
            try:
                taken = actions.take_statements(content=file.read(), **facts)
                messages.success(request, actions.said(taken))
                return redirect("admin:billing_bankentry_changelist")
            except DomainError as refusal:
                form.add_error("file", refusal.message)
        context = {**self.admin_site.each_context(request), "title": gettext("Take in a bank statement")}
        return render(request, "admin/billing/statement.html", {**context, "form": form})


@admin.register(BankEntry)
class BankEntryAdmin(ReadOnly, ModelAdmin):
    list_display = ["booked_on", "amount", "party", "text", "finding", "status", "suggestion"]
    list_display_links = ["amount"]
    list_filter = ["status", "finding", "iban"]
    list_select_related = ["suggestion"]
    search_fields = [
        "party",
        "text",
        "=party_iban",
        "=key",
        "=matches__invoice__number",
        "=suggestion__number",
    ]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:pk>/{verb}/", self.admin_site.admin_view(view), name=f"billing_bankentry_{verb}")
            for verb, view in {
                "assign": self.assign,
                "send_back": self.return_entry,
                "leave": self.leave,
                "anew": self.reopen_entry,
                "undo": self.undo,
            }.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one entry with what was made of it, and what can be."""
        entry = get_object_or_404(self._entries(), pk=object_id)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        return self._page(request, entry)

    def _entries(self) -> QuerySet[BankEntry]:
        return BankEntry.objects.select_related(
            "statement", "suggestion__company", "decided_by"
        ).prefetch_related("matches__invoice__company", "matches__by", "matches__undone_by")

    def _page(self, request: HttpRequest, entry: BankEntry, **forms: Any) -> HttpResponse:
        number = entry.suggestion.number if entry.suggestion else ""
        context = {
            **self.admin_site.each_context(request),
            "title": f"{entry.amount} {entry.party}",
            "entry": entry,
            "may_decide": request.user.has_perm("billing.change_bankentry"),
            "assign": AssignForm(initial={"number": number}),
            "send_back": ReasonForm(prefix="send_back"),
            "leave": ReasonForm(prefix="leave"),
            "anew": ReasonForm(prefix="anew"),
            "undo": ReasonForm(prefix="undo"),
        }
        return render(request, "admin/billing/entry.html", {**context, **forms})

    def assign(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AssignForm(request.POST)
        return self._decided(
            request,
            pk,
            "assign",
            form,
            lambda entry, by: actions.assign(
                entry=entry, invoice=form.cleaned_data["number"], by=by, at=clock.now()
            ),
        )

    def return_entry(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._with_reason(request, pk, "send_back", actions.return_entry)

    def leave(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._with_reason(request, pk, "leave", actions.leave)

    def reopen_entry(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._with_reason(request, pk, "anew", actions.reopen_entry)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        match = get_object_or_404(Match, entry=pk, pk=request.POST.get("match") or 0)
        form = ReasonForm(request.POST, prefix="undo")

        def act(entry: BankEntry, by: Any) -> None:
            actions.undo_match(match=match, reason=form.cleaned_data["reason"], by=by, at=clock.now())

        return self._decided(request, pk, "undo", form, act)

    def _with_reason(
        self, request: HttpRequest, pk: int, verb: str, act: Callable[..., object]
    ) -> HttpResponse:
        form = ReasonForm(request.POST, prefix=verb)
        return self._decided(
            request,
            pk,
            verb,
            form,
            lambda entry, by: act(entry=entry, reason=form.cleaned_data["reason"], by=by, at=clock.now()),
        )

    def _decided(
        self, request: HttpRequest, pk: int, verb: str, form: Any, act: Callable[[BankEntry, Any], object]
    ) -> HttpResponse:
        entry = get_object_or_404(self._entries(), pk=pk)
        if request.method != "POST" or not request.user.has_perm("billing.change_bankentry"):
            raise PermissionDenied
        if form.is_valid():
            try:
                act(entry, request.user)
                messages.success(request, gettext("The decision is kept."))
                return redirect("admin:billing_bankentry_change", pk)
            except DomainError as refusal:
                form.add_error(None, refusal.message)
        return self._page(request, entry, **{verb: form})


@admin.register(Match)
class MatchAdmin(ReadOnly, ModelAdmin):
    list_display = ["made_at", "entry", "invoice", "amount", "by", "undone_at", "undone_by", "why_undone"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["entry", "invoice", "by", "undone_by"]
    search_fields = ["=invoice__number", "entry__party"]
    show_full_result_count = False
