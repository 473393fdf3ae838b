"""The doors to the boards."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cps_portal.lib import clock
from support.reporting import boards
from support.staff_site.access import AgentRequest, for_staff
from support.staff_site.frame import in_admin


@require_safe
@for_staff
def first_board(request: AgentRequest) -> HttpResponse:
    """Lead to the first board that the person may see."""
    for board in boards.visible_to(request.user):
        return redirect(board.href)
    raise Http404


@require_safe
@for_staff
def board(request: AgentRequest, code: str) -> HttpResponse:
    visible = boards.visible_to(request.user)
    chosen = next((board for board in visible if board.code == code), None)
    if chosen is None:
        raise Http404
    period = boards.period(request.GET.get("period", chosen.period), today=clock.today())
    page = {
        "title": chosen.name,
        "boards": visible,
        "chosen": chosen,
        "period": period,
        "periods": boards.NAMES.items(),
        "drawn": chosen.draw(period),
    }
    return render(request, "reporting/board.html", in_admin(request, **page))
