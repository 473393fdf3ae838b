"""My account: the company, oneself, the mails one wants."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, languages
from accounts.access import CustomerRequest, for_company, for_customers
from accounts.forms import AddressForm, FactsForm, NotificationsForm, PersonForm
from accounts.models import CompanyChange
from accounts.notifications import NOTIFICATIONS
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError

page_methods = require_http_methods(["GET", "HEAD", "POST"])


def back(request: HttpRequest) -> str:
    """Return the page that somebody came from to change something, or My account."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else reverse("accounts:my_account")


@require_GET
@for_customers
def my_account(request: CustomerRequest) -> HttpResponse:
    company, person = request.company, request.user
    roles = company.roles.select_related("user").order_by("pk")
    waiting = CompanyChange.objects.pending().filter(company=company).first()
    mails = [kind for kind in NOTIFICATIONS if person.wants(kind)]
    context: dict[str, Any] = {"company": company, "person": person, "role": request.role}
    context |= {"roles": roles, "change": waiting, "mails": mails}
    return render(request, "accounts/my_account.html", context)


@page_methods
@for_company
def company_address(request: CustomerRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = AddressForm(given, instance=request.company, on=clock.today())
    if not form.is_valid():
        return render(request, "accounts/company_address.html", {"form": form, "back": back(request)})
    actions.change_address(company=request.company, answers=form.answers)
    messages.success(request, _("The company’s address is saved."))
    return redirect(back(request))


@page_methods
@for_company
def company_facts(request: CustomerRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = FactsForm(given, instance=request.company, on=clock.today())
    if form.is_valid():
        try:
            actions.ask_for_change(
                company=request.company, after=form.answers, by=request.user, at=clock.now()
            )
        except DomainError as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, _("We check the change. Until then everything stays as it is."))
            return redirect(back(request))
    waiting = CompanyChange.objects.pending().filter(company=request.company).first()
    context = {"form": form, "change": waiting, "back": back(request)}
    return render(request, "accounts/company_facts.html", context)


@require_POST
@for_company
def withdraw_change(request: CustomerRequest) -> HttpResponse:
    try:
        actions.withdraw_change(company=request.company, by=request.user, at=clock.now())
    except DomainError as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("The change is withdrawn."))
    return redirect("accounts:my_account")


@page_methods
@for_customers
def person(request: CustomerRequest) -> HttpResponse:
    user = request.user
    known = {"name": user.name, "phone": user.phone, "language": user.language}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=known)
    if not form.is_valid():
        return render(request, "accounts/person.html", {"form": form, "person": user, "back": back(request)})
    actions.describe_oneself(user=user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    response = redirect(back(request))
    languages.remember(response, form.cleaned_data["language"])
    return response


@page_methods
@for_customers
def notifications(request: CustomerRequest) -> HttpResponse:
    form = NotificationsForm(request.POST if request.method == "POST" else None, person=request.user)
    if not form.is_valid():
        required = [kind for kind in NOTIFICATIONS if not kind.is_optional]
        return render(request, "accounts/notifications.html", {"form": form, "required": required})
    actions.choose_notifications(user=request.user, unwanted=form.unwanted)
    messages.success(request, _("Your choice is saved."))
    return redirect("accounts:my_account")
