"""The applicant's private page: where the application stands, and what they can do now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, timeline
from accounts.forms import AnswerForm, LostLinkForm
from accounts.limits import too_often
from accounts.models import Application, AskedMail, SecretLink
from cps_portal.lib import clock
from cps_portal.lib.errors import StaleDecision


def _link(token: str) -> SecretLink | None:
    links = SecretLink.objects.usable(at=clock.now())
    return links.by_token(token, purpose=SecretLink.Purpose.STATUS).first()


def _application(token: str) -> Application | None:
    link = _link(token)
    return link.application if link else None


@require_GET
@never_cache
def status(request: HttpRequest, token: str) -> HttpResponse:
    application = _application(token)
    if application is None:
        return _gone(request)
    return _page(request, application, token, AnswerForm(application=application))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take the better document."""
    application = _application(token)
    if application is None:
        return _gone(request)
    if request.method != "POST":
        return redirect("accounts:status", token=token)
    form = AnswerForm(request.POST, request.FILES, application=application)
    if application.is_waiting and not form.is_valid():
        return _page(request, application, token, form)
    try:
        if form.is_valid():
            given = form.cleaned_data
            actions.answer(application=application, upload=given["file"], kind=given["kind"], at=clock.now())
            messages.success(request, _("We have your document. The check goes on."))
    except StaleDecision:
        messages.info(request, _("We have a document from you already. You need not send it twice."))
    return redirect("accounts:status", token=token)


@require_POST
@never_cache
def renew_link(request: HttpRequest, token: str) -> HttpResponse:
    """End a link that may be in wrong hands, for a new one in the applicant's mailbox."""
    application = _application(token)
    if application is None:
        return _gone(request)
    actions.renew_status_link(application=application, at=clock.now())
    messages.success(request, _("The old links no longer work. A new one is on its way to your mailbox."))
    return redirect("accounts:status_mailed")


@require_http_methods(["GET", "HEAD", "POST"])
def status_again(request: HttpRequest) -> HttpResponse:
    """Mail a new link to somebody who lost theirs, and say the same to everybody."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if patience := too_often(request, "status_link", key=email.strip().lower()):
            return patience
        actions.ask_for_mail(kind=AskedMail.Kind.STATUS, email=email, at=clock.now())
        return redirect("accounts:status_mailed")
    return render(request, "accounts/status_gone.html", {"form": form})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/status_gone.html", {"form": LostLinkForm()}, status=404)


def _page(request: HttpRequest, application: Application, token: str, form: AnswerForm) -> HttpResponse:
    events = list(application.events.all())
    context = {
        "application": application,
        "token": token,
        "link": _link(token),
        "form": form,
        "moments": timeline.moments(application, events),
        "request_made": timeline.last_request(events) if application.is_waiting else None,
        "verdict": timeline.rejection(events),
        "is_late": application.is_late(on=clock.today()),
    }
    return render(request, "accounts/status.html", context)
