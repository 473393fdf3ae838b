"""Who may come through the portal's doors."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import Company, Role, User

P = ParamSpec("P")


class CustomerRequest(HttpRequest):
    """A request by a person who has a role in a company."""

    user: User
    role: Role
    company: Company


def for_customers(
    view: Callable[Concatenate[CustomerRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in people with a role in a company and hand the view `request.company`; staff go to their own pages."""

    @wraps(view)
    @login_required
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        role = Role.objects.select_related("company", "user").filter(user=request.user.pk).first()
        if role is None:
            if getattr(request.user, "is_staff", False):
                return redirect("admin:index")
            raise Http404
        request.role, request.company = role, role.company  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return door


def for_owners(
    view: Callable[Concatenate[CustomerRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in the people who may bind the company: its owner and its accountants."""

    @wraps(view)
    def door(request: CustomerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.role.kind == Role.Kind.COLLEAGUE:
            raise Http404
        return view(request, *args, **kwargs)

    return for_customers(door)
