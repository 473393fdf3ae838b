"""Changes of what was verified about a company: staff see before and after, and approve or reject."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from accounts import actions
from accounts.forms import ChangeVerdictForm
from accounts.models import CompanyChange, VatCheck
from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly, tried
from cps_portal.lib.http import KEY_MAX, whole_number

READ, DECIDE = "accounts.view_companychange", "accounts.change_companychange"


def _change(request: HttpRequest, pk: int, right: str) -> CompanyChange:
    if not request.user.has_perm(right):
        raise PermissionDenied
    changes = CompanyChange.objects.select_related("company", "asked_by", "decided_by")
    return get_object_or_404(changes, pk=pk)


def _page(request: HttpRequest, change: CompanyChange, form: ChangeVerdictForm) -> HttpResponse:
    number = change.after["vat_number"]
    context = {
        **admin.site.each_context(request),
        "title": str(change.company),
        "change": change,
        "rows": change.rows,
        "vat_check": VatCheck.objects.newest(number=number) if number else None,
        "form": form,
        "may_decide": request.user.has_perm(DECIDE),
    }
    return render(request, "admin/accounts/change.html", context)


def _decided(request: HttpRequest, verb: Callable[..., Any], done: str, **details: Any) -> HttpResponse:
    tried(request, verb, done, by=request.user, at=clock.now(), **details)
    return redirect("admin:accounts_companychange_changelist")


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    done = gettext("Approved. The customer has been told.")
    return _decided(request, actions.approve_change, done, change=_change(request, pk, DECIDE))


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    change = _change(request, pk, DECIDE)
    form = ChangeVerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, change, form)
    done, reason = gettext("Rejected. The customer has been told."), form.cleaned_data["reason"]
    return _decided(request, actions.reject_change, done, change=change, reason=reason)


class PendingFilter(admin.SimpleListFilter):
    """The changes that wait, unless something else is asked for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        waiting, everything = super().choices(changelist)
        yield {**waiting, "display": _("being checked")}
        yield everything

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() == "all" else queryset.pending()


@admin.register(CompanyChange)
class CompanyChangeAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "asked_at", "asked_by", "status", "decided_by", "decided_at"]
    list_filter = [PendingFilter]
    list_select_related = ["company", "asked_by", "decided_by"]
    search_fields = ["company__legal_name"]
    ordering = ["pk"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/approve/", wrap(approve), name="accounts_companychange_approve"),
            path("<int:pk>/reject/", wrap(reject), name="accounts_companychange_reject"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = whole_number(object_id, maximum=KEY_MAX)
        if key is None:
            return redirect(reverse("admin:accounts_companychange_changelist"))
        return _page(request, _change(request, key, READ), ChangeVerdictForm())
