"""A claim to a serial number on one page, both companies side by side, and the decision about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import downloads
from accounts.models import User
from cps_portal.lib import clock
from cps_portal.lib.admin import tried
from products import actions
from products.forms import ReasonForm
from products.models import Proof, Transfer

View = Callable[..., HttpResponseBase]


def _with_right(right: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        def door(request: HttpRequest, pk: int) -> HttpResponseBase:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, pk)

        door.__name__ = view.__name__
        return door

    return decorate


def _claim(pk: int) -> Transfer:
    sides = (
        "given__company",
        "given__product",
        "wanted__company",
        "wanted__product",
        "asked_by",
        "settled_by",
    )
    return get_object_or_404(Transfer.objects.select_related(*sides), pk=pk)


@require_safe
@_with_right("products.view_transfer")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _claim(pk), ReasonForm())


def _page(request: HttpRequest, claim: Transfer, form: ReasonForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": str(claim),
        "claim": claim,
        "sides": [(_("Has it registered"), claim.given), (_("Asks for it"), claim.wanted)],
        "form": form,
        "may_decide": claim.is_undecided and request.user.has_perm("products.change_transfer"),
    }
    return render(request, "admin/products/transfer.html", context)


def _decided(request: HttpRequest, pk: int, verb: Callable[..., Any], done: str) -> HttpResponse:
    claim, form = _claim(pk), ReasonForm(request.POST)
    if not form.is_valid() or not isinstance(request.user, User):
        return _page(request, claim, form)
    reason = form.cleaned_data["reason"]
    tried(request, verb, done, claim=claim, reason=reason, by=request.user, at=clock.now())
    return redirect("admin:products_transfer_case", pk=pk)


@require_POST
@_with_right("products.change_transfer")
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.grant, _("Transferred, and the points with it."))


@require_POST
@_with_right("products.change_transfer")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, actions.decline, _("Declined. The company that asked has been told."))


@require_safe
@_with_right("products.view_proof")
def proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    return downloads.handed_over(get_object_or_404(Proof, pk=pk))


ADDRESSES: dict[str, View] = {"case": case, "grant": grant, "decline": decline}
