"""Open items, revenue and the export for accounting: pages of finance beside the list of invoices."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from billing import exports, reports
from billing.forms import PeriodForm
from cps_portal.lib import clock

WRITERS = {"csv": exports.as_csv, "journal": exports.as_journal}


class Reports:
    """The buttons above the list of invoices; comes before ModelAdmin."""

    actions_list = ["open_items", "revenue", "accounting"]
    admin_site: Any

    @action(description=_("Open items"), url_path="open-items", permissions=["view"])  # type: ignore[untyped-decorator]
    def open_items(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        facts = {
            "ageing": reports.ageing(on=today),
            "dunning": reports.dunning(),
            "rows": reports.oldest_open(on=today),
        }
        return self._page(request, "open_items", gettext("Open items"), facts)

    @action(description=_("Revenue"), url_path="revenue", permissions=["export"])  # type: ignore[untyped-decorator]
    def revenue(self, request: HttpRequest) -> HttpResponse:
        """Lead to the board, for those who may see the books as a whole."""
        return redirect("reporting:board", "revenue")

    @action(description=_("Export for accounting"), url_path="accounting", permissions=["export"])  # type: ignore[untyped-decorator]
    def accounting(self, request: HttpRequest) -> HttpResponse:
        """Show the totals of a period, or answer with its file."""
        given = request.GET if "first" in request.GET else request.POST or None
        form = PeriodForm(given, initial={"last": clock.today(), "first": clock.today().replace(day=1)})
        facts: dict[str, Any] = {"form": form}
        if form.is_valid():
            chosen = form.cleaned_data
            content, totals = WRITERS[chosen["kind"]](
                first=chosen["first"], beyond=chosen["last"] + timedelta(days=1)
            )
            if request.method == "GET":
                return _file(content, chosen)
            query = "&".join(f"{name}={value}" for name, value in chosen.items())
            facts |= {"totals": totals.spoken(), "sha256": totals.sha256, "download": f"?{query}"}
        return self._page(request, "accounting", gettext("Export for accounting"), facts)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("billing.view_numberseries"))

    def _page(self, request: HttpRequest, name: str, title: str, facts: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, **facts}
        return render(request, f"admin/billing/{name}.html", context)


def _file(content: str, chosen: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"cps-{chosen['kind']}-{chosen['first']}-{chosen['last']}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
