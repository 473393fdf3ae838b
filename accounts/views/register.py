"""The application form: five steps on one draft, whose unguessable key is part of every address."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, downloads, languages, steps
from accounts.forms import CompanyForm, ContactForm, DocumentForm, VatForm
from accounts.models import Application
from accounts.steps import Step
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError, StaleDecision

SESSION_KEY = "application_key"
FORMS = {"contact": ContactForm, "vat": VatForm, "company": CompanyForm}


@require_GET
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where this browser left off."""
    application = _application_of(request)
    if application is None or not application.is_draft or "begin" in request.GET:
        request.session[SESSION_KEY] = str(uuid.uuid4())
        application = None
    key = request.session[SESSION_KEY]
    if application is not None and not application.is_forgotten(at=clock.now()):
        step = steps.first_unfinished(application, on=clock.today())
        address = reverse("accounts:register_step", args=[key, step.code])
    else:
        query = urlencode({"source": request.GET["source"][:60]}) if request.GET.get("source") else ""
        address = reverse("accounts:register_step", args=[key, steps.CONTACT.code]) + (
            f"?{query}" if query else ""
        )
    response = redirect(address)
    if request.GET.get("language"):
        languages.remember(response, languages.known_language(request.GET["language"]))
    return response


def _application_of(request: HttpRequest) -> Application | None:
    try:
        key = uuid.UUID(request.session.get(SESSION_KEY, ""))
    except ValueError:
        return None
    return Application.objects.filter(key=key).first() or Application(key=key, created_at=clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register_step(request: HttpRequest, key: uuid.UUID, step: str) -> HttpResponse:
    here = steps.step_named(step)
    if here is None:
        raise Http404
    at = clock.now()
    application = Application.objects.filter(key=key).first()
    if application is not None and not application.is_draft:
        return redirect("accounts:registered", key=key)
    if (application is None and here is not steps.CONTACT) or (
        application and application.is_forgotten(at=at)
    ):
        return render(request, "accounts/register/expired.html", {"days": settings.DRAFT_DAYS}, status=410)
    application = application or Application(key=key, created_at=at)
    reached = steps.first_unfinished(application, on=clock.on(at))
    if steps.STEPS.index(here) > steps.STEPS.index(reached):
        return redirect("accounts:register_step", key=key, step=reached.code)
    try:
        return PAGES[here.code](request, application, here, at)
    except StaleDecision:
        return redirect("accounts:registered", key=key)


@require_GET
@never_cache
def registered(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    application = get_object_or_404(Application, key=key)
    if application.is_draft:
        return redirect("accounts:register_step", key=key, step=steps.CONTACT.code)
    return render(request, "accounts/register/sent.html", {"application": application})


@require_GET
@never_cache
def registered_document(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Show the applicant what they uploaded; after sending it is on the verifiers' desk alone."""
    drafts = Application.objects.filter(status=Application.Status.DRAFT)
    document = get_object_or_404(drafts, key=key).current_document
    if document is None:
        raise Http404
    return downloads.shown(document) if document.is_picture else downloads.handed_over(document)


def _fields(request: HttpRequest, application: Application, here: Step, at: datetime) -> HttpResponse:
    """A step that consists of fields of the draft."""
    initial = {"language": get_language(), "source": request.GET.get("source", "")[:60]}
    given = request.POST if request.method == "POST" else None
    form = FORMS[here.code](
        given, instance=application, on=clock.on(at), initial=initial if application.pk is None else {}
    )
    if form.is_valid():
        actions.save_draft(key=application.key, answers=form.answers, at=at)
        return _onward(application, here)
    return _page(request, application, here, at, form=form)


def _document(request: HttpRequest, application: Application, here: Step, at: datetime) -> HttpResponse:
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*given, application=application, present=application.current_document)
    is_complete = form.is_valid()
    if form.upload is not None:  # kept even where a box is still to be ticked
        actions.attach(application=application, upload=form.upload, kind=form.kind_so_far, at=at)
        form.offer_to_replace()
    # The page's script sends the file ahead while the rest is still being filled in.
    if request.POST.get("only") == "file":
        form.forgive_the_rest()
    elif is_complete:
        actions.declare_authorised(application=application, kind=form.kind_so_far, at=at)
        return _onward(application, here)
    return _page(request, application, here, at, form=form, document=application.current_document)


def _review(request: HttpRequest, application: Application, here: Step, at: datetime) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.submit(application=application, at=at)
        except DomainError as no:
            messages.error(request, no.message)
            return redirect("accounts:register")
        return redirect("accounts:registered", key=application.key)
    return _page(request, application, here, at, document=application.current_document)


Page = Callable[[HttpRequest, Application, Step, datetime], HttpResponse]
PAGES: dict[str, Page] = {
    "contact": _fields,
    "vat": _fields,
    "document": _document,
    "company": _fields,
    "review": _review,
}


def _onward(application: Application, here: Step) -> HttpResponse:
    """Go to the next step; what is missing further on asks for itself."""
    following = steps.STEPS[steps.STEPS.index(here) + 1]
    return redirect("accounts:register_step", key=application.key, step=following.code)


def _page(
    request: HttpRequest, application: Application, here: Step, at: datetime, **context: Any
) -> HttpResponse:
    stored = Application.objects.filter(key=application.key).first() or Application(
        key=application.key, created_at=at
    )
    context |= {"application": stored, "here": here, "marks": steps.progress(stored, on=clock.on(at))}
    return render(request, f"accounts/register/{here.code}.html", context)
