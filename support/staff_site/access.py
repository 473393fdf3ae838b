"""Who among the staff may come through the doors of support."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.models import User

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request by a member of staff who has the right to the page."""

    user: User
    htmx: HtmxDetails


AgentView = Callable[Concatenate[AgentRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_agents(view: AgentView[P]) -> View[P]:
    """Let in staff with the right to look members up."""
    return _for_staff_with("lookup.look_up", view=view)


def for_agents_with(right: str) -> Callable[[AgentView[P]], View[P]]:
    """Let in agents who have one more right."""

    def decorate(view: AgentView[P]) -> View[P]:
        return _for_staff_with("lookup.look_up", right, view=view)

    return decorate


def for_viewers(view: AgentView[P]) -> View[P]:
    """Let in staff who may see the portal as a customer sees it."""
    return _for_staff_with("audit.view_as_customer", view=view)


def for_readers_of_mail(view: AgentView[P]) -> View[P]:
    """Let in staff who may read what was mailed."""
    return _for_staff_with("post_office.view_email", view=view)


def for_staff(view: AgentView[P]) -> View[P]:
    """Let in all staff, to pages that themselves ask what each may see."""
    return _for_staff_with(view=view)


def _for_staff_with(*rights: str, view: AgentView[P]) -> View[P]:
    """Let in staff with these rights; for everybody else the page does not exist."""

    @wraps(view)
    @login_required
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not (user.is_active and user.is_staff and user.has_perms(rights)):
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return door
