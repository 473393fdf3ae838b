"""Requests for a serial number that another company has registered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CustomerRequest, for_gear
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions
from products.forms import FillInForm, RegisterForm
from products.models import Registration, Transfer


@require_POST
@for_gear
def ask(request: CustomerRequest) -> HttpResponse:
    """Save the form of Register a product without its serial number, and ask for that number."""
    form = RegisterForm(request.POST, today=clock.today())
    if not form.is_valid():
        return render(request, "products/register.html", {"form": form})
    try:
        asked = actions.claim(
            company=request.company,
            by=request.user,
            product=form.cleaned_data["product"],
            details=form.details,
            key=form.cleaned_data["key"],
            at=clock.now(),
        )
    except DomainError as error:
        form.refuse(error)
        return render(request, "products/register.html", {"form": form})
    return _asked(request, asked)


@require_POST
@for_gear
def ask_for(request: CustomerRequest, pk: int) -> HttpResponse:
    own = Registration.objects.visible_to(request.user).select_related("product", "company")
    registration = get_object_or_404(own, pk=pk)
    form = FillInForm(request.POST, registration=registration, today=clock.today())
    if not form.is_valid():
        return redirect("products:detail", pk)
    try:
        asked = actions.ask_for(
            registration=registration, serial=form.details.serial, by=request.user, at=clock.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("products:detail", pk)
    return _asked(request, asked)


def _asked(request: HttpRequest, asked: Transfer) -> HttpResponse:
    messages.success(
        request,
        _("We have asked the company that has this serial number registered. You see its answer here."),
    )
    return redirect("products:detail", asked.wanted_id)


@require_safe
@for_gear
def claim(request: CustomerRequest, pk: int) -> HttpResponse:
    """What another company asks for, and what releasing it would mean."""
    asked = Transfer.objects.asked_of(request.company).select_related("given__product")
    return render(request, "products/claim.html", {"claim": get_object_or_404(asked, pk=pk)})


@require_POST
@for_gear
def release(request: CustomerRequest, pk: int) -> HttpResponse:
    return _answered(request, pk, actions.release, _("The product is transferred, and its points with it."))


@require_POST
@for_gear
def dispute_transfer(request: CustomerRequest, pk: int) -> HttpResponse:
    return _answered(
        request,
        pk,
        actions.dispute_transfer,
        _(
            "The product stays with you. We look at the papers of both and decide. Add your proof of purchase."
        ),
    )


def _answered(request: CustomerRequest, pk: int, verb: Callable[..., Any], done: str) -> HttpResponse:
    asked = Transfer.objects.asked_of(request.company)
    claim = get_object_or_404(asked.select_related("given__company", "wanted__company"), pk=pk)
    try:
        verb(claim=claim, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("products:detail", claim.given_id)


@require_POST
@for_gear
def withdraw(request: CustomerRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Transfer.objects.made_by(request.company), pk=pk)
    try:
        actions.withdraw(claim=made, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("products:detail", made.wanted_id)
