from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import CustomerRequest, for_customers
from points.gauge import gauge
from points.statement import statement as statement_of


@require_safe
@for_customers
def statement(request: CustomerRequest) -> HttpResponse:
    page = statement_of(request.company, before=request.GET.get("before"))
    return render(request, "points/statement.html", {"statement": page, "gauge": gauge(page.points)})
