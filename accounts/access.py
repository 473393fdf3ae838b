"""Who may come through the portal's doors, and what each role may do there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.models import Company, Role, User

P = ParamSpec("P")


@dataclass(frozen=True)
class Rights:
    """What a role may do; everybody with a role may look at everything but the people's invitations."""

    gear: bool = False  # register, complete, end and migrate gear
    membership: bool = False  # accept terms, choose a level, pay
    invoices: bool = False  # read invoices
    company: bool = False  # change what the company says of itself
    people: bool = False  # invite, remove, hand over
    questions: bool = False  # read what colleagues ask us


RIGHTS = {
    Role.Kind.OWNER: Rights(
        gear=True, membership=True, invoices=True, company=True, people=True, questions=True
    ),
    Role.Kind.COLLEAGUE: Rights(gear=True, membership=True, invoices=True, questions=True),
    Role.Kind.ACCOUNTANT: Rights(invoices=True),
}


def rights_of(role: Role) -> Rights:
    return RIGHTS[Role.Kind(role.kind)]


class CustomerRequest(HttpRequest):
    """A request by a person who has a role in a company."""

    user: User
    role: Role
    company: Company
    rights: Rights


class PersonRequest(HttpRequest):
    """A request by somebody who is logged in: a customer, staff, or a person without a company."""

    user: User


class PrivateRequest(PersonRequest):
    """A request by a person who is not staff, with the company they belong to, if any."""

    company: Company | None
    rights: Rights


CustomerView = Callable[Concatenate[CustomerRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_persons(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> View[P]:
    """Let in everybody who is logged in."""
    return login_required(view)  # type: ignore[return-value]


def for_private_persons(
    view: Callable[Concatenate[PrivateRequest, P], HttpResponseBase],
) -> View[P]:
    """Let in everybody but staff, those too who belong to no company any more."""

    @wraps(view)
    @login_required
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request.user, "is_staff", False):
            raise Http404
        role = Role.objects.select_related("company").filter(user=request.user.pk).first()
        request.company = role.company if role else None  # type: ignore[attr-defined]
        request.rights = rights_of(role) if role else Rights()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return door


def for_customers(view: CustomerView[P]) -> View[P]:
    """Let in people with a role in a company and hand the view `request.company`; staff go to their own pages."""

    @wraps(view)
    @login_required
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        role = Role.objects.select_related("company", "user").filter(user=request.user.pk).first()
        if role is None:
            if getattr(request.user, "is_staff", False):
                return redirect("admin:index")
            return render(request, "accounts/no_company.html", status=404)
        request.role, request.company = role, role.company  # type: ignore[attr-defined]
        request.rights = rights_of(role)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return door


def _for_those(may: Callable[[CustomerRequest], bool], view: CustomerView[P]) -> View[P]:
    """Let in the people of a company whose role allows it; for the others the page does not exist."""

    @wraps(view)
    def door(request: CustomerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may(request):
            raise Http404
        return view(request, *args, **kwargs)

    return for_customers(door)


def for_gear(view: CustomerView[P]) -> View[P]:
    """Let in those who may register gear, complete it and end it."""
    return _for_those(lambda request: request.rights.gear, view)


def for_gear_or_reading(view: CustomerView[P]) -> View[P]:
    """Let everybody read, and those who may handle gear write."""
    return _for_those(lambda request: request.rights.gear or request.method in ("GET", "HEAD"), view)


def for_membership(view: CustomerView[P]) -> View[P]:
    """Let in those who may sign the company up and say how it pays."""
    return _for_those(lambda request: request.rights.membership, view)


def for_invoices(view: CustomerView[P]) -> View[P]:
    return _for_those(lambda request: request.rights.invoices, view)


def for_company(view: CustomerView[P]) -> View[P]:
    """Let in those who may change what the company says of itself."""
    return _for_those(lambda request: request.rights.company, view)


def for_people(view: CustomerView[P]) -> View[P]:
    """Let in those who decide about people: the owner."""
    return _for_those(lambda request: request.rights.people, view)
