from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cps_portal.lib import clock
from products.forecast import MOST_ROWS, calculation
from products.forms import models_by_category
from products.models import Product

EMPTY_ROWS = 3


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """This view will answer what gear would be worth; the address holds the question and can be passed on."""
    today = clock.today()
    asked = zip(request.GET.getlist("model"), request.GET.getlist("number"), strict=False)
    worth = calculation(asked, on=today)
    models = list(Product.objects.registrable().with_points(on=today))
    empty = min(EMPTY_ROWS, MOST_ROWS - len(worth.lines))
    context = {"worth": worth, "models": models_by_category(models), "empty_rows": range(empty)}
    return render(request, "products/calculator.html", context)
