"""Who may come through the doors of the look-up."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.models import User

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request by a member of staff who may look members up."""

    user: User
    htmx: HtmxDetails


def for_agents(
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in staff with the right to look members up; for everybody else the page does not exist."""

    @wraps(view)
    @login_required
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not (user.is_active and user.is_staff and user.has_perm("support.look_up")):
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return door
