"""The catalogue, asked while somebody types."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import CustomerRequest, for_customers
from cps_portal.lib import clock
from products.search import search
from products.wording import points_said


@require_safe
@for_customers
def models(request: CustomerRequest) -> HttpResponse:
    found = [
        {
            "id": product.pk,
            "name": product.name,
            "points": points_said(product.points_now),
            "shape": product.serial_shape,
        }
        for product in search(request.GET.get("q", ""), on=clock.today())
    ]
    return JsonResponse({"models": found})
