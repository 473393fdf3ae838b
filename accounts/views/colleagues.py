"""The people of a company: whom the owner invites, lets in, removes, and to whom they hand it over."""

from collections.abc import Callable
from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.access import CustomerRequest, for_customers, for_people
from accounts.forms import InviteForm, JoinForm, OwnPasswordForm, RoleForm
from accounts.limits import too_often
from accounts.models import ColleagueInvitation, Company, Handover, JoinRequest, Role, User
from accounts.models.links import digest_of
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError

page_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@for_customers
def people(request: CustomerRequest) -> HttpResponse:
    company, rights = request.company, request.rights
    context = {
        "company": company,
        "roles": company.roles.select_related("user").order_by("pk"),
        "invitations": ColleagueInvitation.objects.none(),
        "join_requests": JoinRequest.objects.none(),
        "handover": _offer(company),
        "now": clock.now(),
    }
    if rights.people:
        context["invitations"] = company.colleague_invitations.standing()
        context["join_requests"] = company.join_requests.standing().select_related("application")
    return render(request, "accounts/people.html", context)


def _offer(company: Company) -> Handover | None:
    return Handover.objects.standing().filter(company=company).select_related("by", "to").first()


@page_methods
@for_people
def invite(request: CustomerRequest) -> HttpResponse:
    if patience := too_often(request, "invite"):
        return patience
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/invite.html", {"form": form, "company": request.company})
    given = form.cleaned_data
    actions.invite(
        company=request.company,
        email=given["email"],
        kind=Role.Kind(given["kind"]),
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("An invitation goes to %(email)s.") % {"email": given["email"]})
    return redirect("accounts:people")


@require_POST
@for_people
def invite_again(request: CustomerRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(request.company.colleague_invitations.standing(), pk=pk)
    if patience := too_often(request, "invite"):
        return patience
    kind, at = Role.Kind(invitation.kind), clock.now()
    actions.invite(company=request.company, email=invitation.email, kind=kind, by=request.user, at=at)
    messages.success(request, _("A new invitation goes to %(email)s.") % {"email": invitation.email})
    return redirect("accounts:people")


def _done(request: HttpRequest, verb: Callable[..., Any], done: str, **details: Any) -> HttpResponse:
    try:
        verb(**details)
    except DomainError as no:
        messages.error(request, no.message)
    else:
        messages.success(request, done)
    return redirect("accounts:people")


@require_POST
@for_people
def withdraw_invitation(request: CustomerRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(request.company.colleague_invitations, pk=pk)
    done = _("The invitation is withdrawn. Its link does not work any more.")
    return _done(request, actions.withdraw, done, invitation=invitation, at=clock.now())


@page_methods
@for_people
def colleague(request: CustomerRequest, pk: int) -> HttpResponse:
    """Show one colleague, and change their role."""
    role = get_object_or_404(request.company.roles.select_related("user", "company"), pk=pk)
    if role.kind == Role.Kind.OWNER:
        return redirect("accounts:people")
    given = request.POST if request.method == "POST" else None
    form = RoleForm(given, initial={"kind": role.kind})
    if not form.is_valid():
        return _colleague(request, role, form, OwnPasswordForm(person=request.user))
    done = _("%(name)s has another role now.") % {"name": role.user}
    return _done(request, actions.change_role, done, role=role, kind=Role.Kind(form.cleaned_data["kind"]))


def _colleague(
    request: CustomerRequest, role: Role, form: RoleForm, password: OwnPasswordForm
) -> HttpResponse:
    context = {"role": role, "form": form, "password_form": password, "company": request.company}
    return render(request, "accounts/colleague.html", context)


@require_POST
@for_people
def remove(request: CustomerRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(request.company.roles.select_related("user", "company"), pk=pk)
    done = _("%(name)s does not belong to the company any more.") % {"name": role.user}
    return _done(request, actions.remove, done, role=role, at=clock.now())


@require_POST
@sensitive_post_parameters("password")
@for_people
def offer(request: CustomerRequest, pk: int) -> HttpResponse:
    """Offer the company to a colleague; the owner's password says that it is the owner."""
    role = get_object_or_404(request.company.roles.select_related("user", "company"), pk=pk)
    if patience := too_often(request, "reauthenticate"):
        return patience
    password = OwnPasswordForm(request.POST, person=request.user)
    if not password.is_valid():
        return _colleague(request, role, RoleForm(initial={"kind": role.kind}), password)
    done = _("We have asked %(name)s. Until they accept, nothing changes.") % {"name": role.user}
    return _done(request, actions.offer, done, role=role, by=request.user, at=clock.now())


@require_POST
@for_customers
def accept_offer(request: CustomerRequest) -> HttpResponse:
    handover = get_object_or_404(Handover.objects.standing(), company=request.company, to=request.user)
    done = _("You are the owner of %(company)s now.") % {"company": request.company}
    return _done(request, actions.accept_offer, done, handover=handover, at=clock.now())


@require_POST
@for_customers
def end_offer(request: CustomerRequest) -> HttpResponse:
    """Withdraw one's own offer, or decline the one that was made."""
    handover = get_object_or_404(Handover.objects.standing(), company=request.company)
    if request.user.pk not in (handover.by_id, handover.to_id):
        return redirect("accounts:people")
    return _done(request, actions.end_offer, _("The offer is over."), handover=handover, at=clock.now())


@require_POST
@for_people
def accept_join_request(request: CustomerRequest, pk: int) -> HttpResponse:
    wanted = get_object_or_404(request.company.join_requests.select_related("application"), pk=pk)
    form = RoleForm(request.POST)
    kind = Role.Kind(form.cleaned_data["kind"]) if form.is_valid() else Role.Kind.COLLEAGUE
    done = _("%(name)s belongs to the company now.") % {"name": wanted.application.contact_name}
    details = {"join_request": wanted, "kind": kind, "by": request.user, "at": clock.now()}
    return _done(request, actions.accept_join_request, done, **details)


@require_POST
@for_people
def decline_join_request(request: CustomerRequest, pk: int) -> HttpResponse:
    wanted = get_object_or_404(request.company.join_requests.select_related("application"), pk=pk)
    done = _("We have told %(name)s.") % {"name": wanted.application.contact_name}
    details = {"join_request": wanted, "by": request.user, "at": clock.now()}
    return _done(request, actions.decline_join_request, done, **details)


@page_methods
@sensitive_post_parameters("password1", "password2")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites into which company; only the form on the page uses the link."""
    invitations = ColleagueInvitation.objects.usable(at=clock.now()).filter(digest=digest_of(token))
    found = invitations.select_related("company", "by").first()
    if found is None or not actions.may_join(found.email):
        return render(request, "accounts/invitation_gone.html", status=410)
    is_new = not User.objects.filter(email=found.email).exists()
    form = JoinForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.method != "POST" or (is_new and not form.is_valid()):
        context = {"invitation": found, "token": token, "form": form, "is_new": is_new}
        return render(request, "accounts/invitation.html", context)
    return _join(request, token, form if is_new else None)


def _join(request: HttpRequest, token: str, form: JoinForm | None) -> HttpResponse:
    given = form.cleaned_data if form else {"name": "", "password1": ""}
    try:
        user = actions.join(token=token, name=given["name"], password=given["password1"], at=clock.now())
    except actions.LinkUsed:
        return render(request, "accounts/invitation_gone.html", status=410)
    if form is None:
        messages.success(request, _("You belong to the company now. Log in as ever."))
        return redirect("account_login")
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("products:list"))
    return response
