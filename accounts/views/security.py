"""How somebody logs in: password, second step, address, and the browsers in which they are logged in."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.access import PersonRequest, for_persons
from accounts.adapter import LOG_IN_KEY
from accounts.forms import NewEmailForm
from accounts.limits import too_often
from accounts.models import EmailChange, LogIn
from accounts.models.links import digest_of
from cps_portal.lib import clock

page_methods = require_http_methods(["GET", "HEAD", "POST"])
RECENT = 10


@require_GET
@never_cache
@for_persons
def security(request: PersonRequest) -> HttpResponse:
    own = LogIn.objects.filter(user=request.user.pk)
    changes = EmailChange.objects.usable(at=clock.now()).filter(user=request.user.pk)
    context = {
        "here": request.session.get(LOG_IN_KEY),
        "sessions": list(own.open(at=clock.now())[:50]),
        "recent": list(own[:RECENT]),
        "change": changes.first(),
        "has_second_step": is_mfa_enabled(request.user),
    }
    return render(request, "accounts/security.html", context)


@require_POST
@for_persons
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    actions.end_sessions(user=request.user, but=request.session.get(LOG_IN_KEY), at=clock.now())
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("accounts:security")


@page_methods
@sensitive_post_parameters("password")
@never_cache
@for_persons
def change_email(request: PersonRequest) -> HttpResponse:
    if patience := too_often(request, "reauthenticate"):
        return patience
    form = NewEmailForm(request.POST if request.method == "POST" else None, person=request.user)
    if not form.is_valid():
        return render(request, "accounts/change_email.html", {"form": form})
    email = form.cleaned_data["email"]
    actions.ask_for_new_email(user=request.user, email=email, at=clock.now())
    messages.success(
        request, _("We have written to %(email)s. Open the link in that mail.") % {"email": email}
    )
    return redirect("accounts:security")


@page_methods
@never_cache
def new_email(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is for; only the form on the page uses it."""
    change = EmailChange.objects.usable(at=clock.now()).filter(digest=digest_of(token)).first()
    if change is None:
        return render(request, "accounts/new_email_gone.html", status=410)
    if request.method != "POST":
        return render(request, "accounts/new_email.html", {"change": change, "token": token})
    try:
        user = actions.use_new_email(token=token, at=clock.now())
    except actions.LinkUsed:
        return render(request, "accounts/new_email_gone.html", status=410)
    logout(request)
    messages.success(request, _("From now on you log in with %(email)s.") % {"email": user.email})
    return redirect("account_login")
