"""The first password, by a link that was mailed: opening it changes nothing, only the form's post uses it."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.forms import SetPasswordForm
from accounts.models import SecretLink, User
from cps_portal.lib import clock


def _person(token: str) -> User | None:
    links = SecretLink.objects.usable(at=clock.now())
    link = links.by_token(token, purpose=SecretLink.Purpose.SET_PASSWORD).first()
    return link.user if link and link.user and link.user.is_active else None


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1", "password2")
@never_cache
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    person = _person(token)
    if person is None:
        return _gone(request, token)
    form = SetPasswordForm(request.POST if request.method == "POST" else None, person=person)
    if not form.is_valid():
        return render(request, "accounts/set_password.html", {"form": form, "person": person, "token": token})
    try:
        user = actions.set_password(token=token, password=form.cleaned_data["password1"], at=clock.now())
    except actions.LinkUsed:
        return _gone(request, token)
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("products:list"))
    return response


@require_POST
def set_password_again(request: HttpRequest, token: str) -> HttpResponse:
    actions.mail_new_password_link(token=token, at=clock.now())
    return redirect("accounts:set_password_mailed")


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "accounts/set_password_gone.html", {"token": token}, status=410)
