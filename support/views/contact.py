from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cps_portal.lib import clock
from support import summary
from support.models import Faq


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    context = {
        "query": query,
        "questions": Faq.objects.about(query),
        "member": summary.of_customer(request.user, on=clock.today()),
        "support_email": settings.SUPPORT_EMAIL,
        "support_phone": settings.SUPPORT_PHONE,
    }
    return render(request, "support/contact.html", context)
