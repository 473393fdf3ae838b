"""A copy of one's data, and its erasure: both are asked for here and done by the worker."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import CustomerRequest, PrivateRequest, for_people, for_private_persons
from accounts.forms import OwnPasswordForm
from accounts.limits import too_often
from accounts.models import DataRequest
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError

Kind = DataRequest.Kind


@require_safe
@never_cache
@for_private_persons
def data(request: PrivateRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: CustomerRequest | PrivateRequest, form: OwnPasswordForm | None = None, kind: str = ""
) -> HttpResponse:
    own = DataRequest.objects.filter(user=request.user)
    copies = own.filter(kind=Kind.EXPORT).exclude(file="").filter(expires_at__gt=clock.now())
    context = {
        "company": request.company,
        "copies": copies,
        "waiting": {one.kind for one in own.due()},
        "person_form": form if kind == Kind.ERASE_PERSON else _empty(request, Kind.ERASE_PERSON),
        "company_form": form if kind == Kind.ERASE_COMPANY else _empty(request, Kind.ERASE_COMPANY),
    }
    return render(request, "accounts/data.html", context)


def _empty(request: CustomerRequest | PrivateRequest, kind: Kind) -> OwnPasswordForm:
    return OwnPasswordForm(person=request.user, auto_id=f"{kind}_%s")


@require_POST
@for_private_persons
def export(request: PrivateRequest) -> HttpResponse:
    actions.ask_for_data(kind=Kind.EXPORT, user=request.user, company=request.company, at=clock.now())
    messages.success(request, _("We put your data together, and mail you when the copy can be fetched."))
    return redirect("accounts:data")


@require_safe
@never_cache
@for_private_persons
def copy(request: PrivateRequest, pk: int) -> HttpResponseBase:
    """Hand the copy to the person who asked for it, and to nobody else."""
    copies = DataRequest.objects.filter(user=request.user, kind=Kind.EXPORT, expires_at__gt=clock.now())
    found = get_object_or_404(copies.exclude(file=""), pk=pk)
    response = FileResponse(found.file.open(), as_attachment=True, filename="cps-data.zip")
    response["Content-Type"] = "application/zip"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@sensitive_post_parameters("password")
@for_private_persons
def erase_person(request: PrivateRequest) -> HttpResponse:
    return _erase(request, Kind.ERASE_PERSON)


@require_POST
@sensitive_post_parameters("password")
@for_people
def erase_company(request: CustomerRequest) -> HttpResponse:
    return _erase(request, Kind.ERASE_COMPANY)


def _erase(request: CustomerRequest | PrivateRequest, kind: Kind) -> HttpResponse:
    if patience := too_often(request, "reauthenticate"):
        return patience
    form = OwnPasswordForm(request.POST, person=request.user, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return _page(request, form, kind)
    try:
        actions.ask_for_data(kind=kind, user=request.user, company=request.company, at=clock.now())
    except DomainError as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("We have your request. A mail tells you when it is done."))
    return redirect("accounts:data")
