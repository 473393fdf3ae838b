"""One case on one page, and one address for every decision about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, downloads, findings
from accounts.forms import AskForm, RejectForm
from accounts.forms.verification import SeenForm, VerdictForm
from accounts.models import Application, Document, User, VatCheck
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError

View = Callable[..., HttpResponseBase]


def _for_verifiers(view: View) -> View:
    def door(request: HttpRequest, pk: int) -> HttpResponseBase:
        if not request.user.has_perm("accounts.change_application"):
            raise PermissionDenied
        sent = Application.objects.exclude(status=Application.Status.DRAFT)
        application = get_object_or_404(sent.select_related("claimed_by", "company"), pk=pk)
        return view(request, application, request.user)

    door.__name__ = view.__name__
    return door


@require_GET
@_for_verifiers
def case(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    return _page(request, application, verifier)


def _page(
    request: HttpRequest, application: Application, verifier: User, open_form: VerdictForm | None = None
) -> HttpResponse:
    events = list(application.events.select_related("by"))
    seen = {"seen": events[-1].pk if events else 0}
    check = VatCheck.objects.newest(number=application.vat_number) if application.vat_number else None
    documents = list(application.documents.all())
    context = {
        **admin.site.each_context(request),
        "title": f"{application.number} {application.legal_name}",
        "case": application,
        "is_late": application.is_late(on=clock.today()),
        "is_mine": application.claimed_by == verifier,
        "document": next((one for one in reversed(documents) if one.replaced_at is None), None),
        "earlier_documents": [one for one in documents if one.replaced_at is not None],
        "findings": findings.of(application, check),
        "lookalikes": findings.lookalikes(application),
        "events": events,
        "seen": seen["seen"],
        "ask_form": open_form if isinstance(open_form, AskForm) else AskForm(initial=seen, auto_id="ask_%s"),
        "reject_form": (
            open_form if isinstance(open_form, RejectForm) else RejectForm(initial=seen, auto_id="reject_%s")
        ),
    }
    return render(request, "admin/accounts/case.html", context)


def _decided(
    request: HttpRequest, application: Application, verb: Callable[..., Any], done: str, **details: Any
) -> HttpResponse:
    try:
        verb(case=application, at=clock.now(), **details)
    except DomainError as no:
        messages.error(request, no.message)
    else:
        messages.success(request, done)
    return redirect("admin:accounts_application_case", pk=application.pk)


@require_POST
@_for_verifiers
def claim(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    return _decided(request, application, actions.claim, _("The case is yours."), by=verifier)


@require_POST
@_for_verifiers
def release(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    return _decided(request, application, actions.release, _("The case is back in the queue."), by=verifier)


@require_POST
@_for_verifiers
def approve(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    done = _("Approved. The applicant has been mailed a link to set a password.")
    seen = form.cleaned_data["seen"]
    return _decided(request, application, actions.approve, done, by=verifier, seen=seen)


@require_POST
@_for_verifiers
def ask(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return _page(request, application, verifier, form)
    details = {"by": verifier, "seen": form.cleaned_data["seen"], "verdict": form.verdict}
    return _decided(
        request, application, actions.ask_for_better, _("The applicant has been asked."), **details
    )


@require_POST
@_for_verifiers
def reject(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = RejectForm(request.POST, auto_id="reject_%s")
    if not form.is_valid():
        return _page(request, application, verifier, form)
    details = {"by": verifier, "seen": form.cleaned_data["seen"], "verdict": form.verdict}
    return _decided(
        request, application, actions.reject, _("Rejected. The applicant has been told."), **details
    )


@require_GET
@_for_verifiers
@xframe_options_sameorigin
def document(request: HttpRequest, application: Application, verifier: User) -> HttpResponseBase:
    """Show the current document, or an earlier one by its number, so that nothing in it can act."""
    wanted: dict[str, Any] = {"replaced_at": None}
    if request.GET.get("earlier", "").isdigit():
        wanted = {"pk": int(request.GET["earlier"])}
    found = get_object_or_404(Document, application=application, **wanted)
    return downloads.shown(found)


ADDRESSES: dict[str, View] = {
    "case": case,
    "document": document,
    "claim": claim,
    "release": release,
    "approve": approve,
    "ask": ask,
    "reject": reject,
}
