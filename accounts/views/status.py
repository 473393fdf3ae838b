"""The applicant's private page: where the application stands, and what they can do now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, timeline
from accounts.forms import AnswerForm
from accounts.limits import too_often
from accounts.models import Application, AskedMail, SecretLink
from cps_portal.lib import clock
from cps_portal.lib.errors import StaleDecision


def _application(token: str) -> Application | None:
    links = SecretLink.objects.usable(at=clock.now())
    link = links.carrying(token, purpose=SecretLink.Purpose.STATUS).first()
    return link.application if link else None


@require_GET
@never_cache
def status(request: HttpRequest, token: str) -> HttpResponse:
    application = _application(token)
    if application is None:
        return render(request, "accounts/status_gone.html", status=404)
    return _page(request, application, token, AnswerForm(application=application))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take the better document."""
    application = _application(token)
    if application is None:
        return render(request, "accounts/status_gone.html", status=404)
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


@require_http_methods(["GET", "HEAD", "POST"])
def status_again(request: HttpRequest) -> HttpResponse:
    """Mail a new link to somebody who lost theirs, and say the same to everybody."""
    if request.method == "POST":
        email = request.POST.get("email", "")
        if patience := too_often(request, "status_link", key=email.strip().lower()):
            return patience
        actions.ask_for_mail(kind=AskedMail.Kind.STATUS, email=email, at=clock.now())
        return redirect("accounts:status_mailed")
    return render(request, "accounts/status_gone.html")


def _page(request: HttpRequest, application: Application, token: str, form: AnswerForm) -> HttpResponse:
    events = list(application.events.all())
    context = {
        "application": application,
        "token": token,
        "form": form,
        "moments": timeline.moments(application, events),
        "request_made": timeline.last_request(events) if application.is_waiting else None,
        "verdict": timeline.rejection(events),
        "is_late": application.is_late(on=clock.today()),
    }
    return render(request, "accounts/status.html", context)
