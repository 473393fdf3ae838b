from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.admin import case, joining
from accounts.models import Application
from cps_portal.lib import clock

OPEN, DECIDED, EVERYTHING = "open", "decided", "all"


class StatusFilter(admin.SimpleListFilter):
    """The open cases unless something else is asked for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        states = [(state.value, state.label) for state in Application.UNDECIDED]
        return [*states, (DECIDED, _("decided")), (EVERYTHING, _("all that were sent"))]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("open"),
        }
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        states = {
            None: Application.UNDECIDED,
            DECIDED: (Application.Status.APPROVED, Application.Status.REJECTED, Application.Status.JOINING),
            EVERYTHING: tuple(state for state in Application.Status if state != Application.Status.DRAFT),
        }
        return queryset.filter(status__in=states.get(self.value(), (self.value(),)))


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    """The verification queue: open cases by the day that was promised."""

    list_display = ["case_number", "legal_name", "country", "state", "promise", "claimed_by", "submitted_at"]
    list_filter = [StatusFilter, ("claimed_by", admin.RelatedOnlyFieldListFilter), "country"]
    list_select_related = ["claimed_by"]
    search_fields = ["legal_name", "vat_number", "email"]
    ordering = ["promised_on", "pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{address}/",
                self.admin_site.admin_view(view),
                name=f"accounts_application_{address}",
            )
            for address, view in {**case.ADDRESSES, **joining.ADDRESSES}.items()
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:accounts_application_case", pk=object_id)

    @admin.display(description=_("number"), ordering="pk")
    def case_number(self, application: Application) -> str:
        return application.number

    @display(  # type: ignore[untyped-decorator]
        description=_("status"),
        label={
            Application.Status.SUBMITTED.label: "info",
            Application.Status.IN_REVIEW.label: "primary",
            Application.Status.WAITING.label: "warning",
            Application.Status.APPROVED.label: "success",
            Application.Status.REJECTED.label: "danger",
        },
    )
    def state(self, application: Application) -> str:
        return application.get_status_display()

    @display(  # type: ignore[untyped-decorator]
        description=_("promised for"),
        ordering="promised_on",
        label={"late": "danger", "waiting": "warning", "in time": "info"},
    )
    def promise(self, application: Application) -> tuple[str, str]:
        day = (
            formats.date_format(application.promised_on, "SHORT_DATE_FORMAT")
            if application.promised_on
            else ""
        )
        if application.is_late(on=clock.today()):
            return "late", f"{day} {_('late')}"
        return ("waiting" if application.is_waiting else "in time"), day
