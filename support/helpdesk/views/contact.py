from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import rights_of
from accounts.models import Role
from cps_portal.lib import clock
from support.helpdesk import customer
from support.helpdesk.models import Faq, Ticket


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    member = customer.of_user(request.user, on=clock.today())
    context = {
        "query": query,
        "questions": Faq.objects.about(query),
        "opened": request.GET.get("answer", ""),
        "member": member,
        "tickets": _newest(member.role) if member else [],
        "support_email": settings.SUPPORT_EMAIL,
        "support_phone": settings.SUPPORT_PHONE,
    }
    return render(request, "helpdesk/contact.html", context)


def _newest(role: Role) -> QuerySet[Ticket]:
    tickets = Ticket.objects.visible_to(role.user, company=role.company, all_of_it=rights_of(role).questions)
    return tickets.select_related("by")[:3]
