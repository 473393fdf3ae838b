from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import CustomerRequest, for_customers


@require_GET
@for_customers
def my_account(request: CustomerRequest) -> HttpResponse:
    roles = request.company.roles.select_related("user").order_by("pk")
    context = {"company": request.company, "person": request.user, "role": request.role, "roles": roles}
    return render(request, "accounts/my_account.html", context)
