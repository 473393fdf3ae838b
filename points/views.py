from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import CustomerRequest, for_customers
from cps_portal.lib import clock, sheets
from points.forms import StatementForm
from points.gauge import gauge
from points.statement import every_line
from points.statement import statement as statement_of


@require_safe
@for_customers
def statement(request: CustomerRequest) -> HttpResponse:
    form = StatementForm(request.GET)
    page = statement_of(request.company, before=request.GET.get("before"), choice=form.choice)
    context = {"statement": page, "gauge": gauge(page.points), "form": form, "is_filtered": bool(form.choice)}
    return render(request, "points/statement.html", context)


@require_safe
@for_customers
def statement_file(request: CustomerRequest) -> StreamingHttpResponse:
    head = [_("Date"), _("Written on"), _("Reason"), _("Points"), _("Total")]
    lines = every_line(request.company, choice=StatementForm(request.GET).choice)
    rows = (
        [
            clock.on(line.entry.effective_at).isoformat(),
            clock.on(line.entry.recorded_at).isoformat(),
            line.entry.cause,
            line.entry.amount,
            line.total,
        ]
        for line in lines
    )
    return sheets.streamed(rows, head=head, name=f"points-{clock.today().isoformat()}.csv")
