"""One case on one page, and one address for every decision about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, downloads, findings, time_left
from accounts.actions.history import what_happened
from accounts.admin.access import DECIDE, OPEN_CASES, View, with_case
from accounts.forms import AskForm, RejectForm
from accounts.forms.verification import ApproveForm, SeenForm, VerdictForm
from accounts.models import Application, CaseEvent, Document, Presence, User, VatCheck
from cps_portal.lib import clock
from cps_portal.lib.admin import tried
from cps_portal.lib.errors import DomainError
from cps_portal.lib.http import KEY_MAX, int_param


@require_GET
@with_case(OPEN_CASES)
def case(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    actions.log_case_view(case=application, by=verifier, at=clock.now())
    return _page(request, application, verifier)


def _keys() -> list[tuple[str, str]]:
    return [
        ("C", _("claim")),
        ("A", _("to “Approve”; Enter approves")),
        ("B", _("ask for a better document")),
        ("R", _("reject")),
        ("L", _("release")),
        ("N", _("next case")),
        ("D", _("the document in a window of its own")),
        ("H", _("history")),
        ("Q", _("back to the queue")),
        ("Esc", _("close")),
        ("Ctrl Enter", _("send the words just written")),
    ]


@require_POST
@with_case(OPEN_CASES)
def present(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    """Keep somebody's presence fresh, and answer who else is there and whether the case has changed meanwhile."""
    actions.touch_presence(case=application, by=verifier, at=clock.now())
    seen = SeenForm(request.POST)
    newer = application.events.significant()
    has_changed = seen.is_valid() and newer.filter(pk__gt=seen.cleaned_data["seen"]).exists()
    context = {
        "others": _others(application, verifier),
        "news": what_happened(application) if has_changed else "",
    }
    return render(request, "admin/accounts/present.html", context)


def _others(application: Application, verifier: User) -> list[User]:
    now = Presence.objects.now(at=clock.now()).filter(application=application).exclude(by=verifier)
    return [presence.by for presence in now]


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
        "time_left": time_left.of(application, on=clock.today()),
        "others": _others(application, verifier),
        "may_decide": verifier.has_perm(DECIDE),
        "is_mine": application.claimed_by == verifier,
        "document": next((one for one in reversed(documents) if one.replaced_at is None), None),
        "earlier_documents": [one for one in documents if one.replaced_at is not None],
        "findings": findings.of(application, check),
        "lookalikes": findings.lookalikes(application),
        "events": events,
        "asked": next((event for event in reversed(events) if event.act == CaseEvent.Act.ASKED), None),
        "seen": seen["seen"],
        "keys": _keys(),
        "ask_form": open_form if isinstance(open_form, AskForm) else AskForm(initial=seen, auto_id="ask_%s"),
        "reject_form": (
            open_form if isinstance(open_form, RejectForm) else RejectForm(initial=seen, auto_id="reject_%s")
        ),
    }
    return render(request, "admin/accounts/case.html", context)


def answered(
    request: HttpRequest, application: Application, verb: Callable[..., Any], done: str, **details: Any
) -> HttpResponse:
    """Make the call, say what came of it, and show the case again."""
    tried(request, verb, done, case=application, at=clock.now(), **details)
    return redirect("admin:accounts_application_case", pk=application.pk)


@require_POST
@with_case(DECIDE)
def claim(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    return answered(request, application, actions.claim, _("The case is yours."), by=verifier)


@require_POST
@with_case(DECIDE)
def release(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    return answered(request, application, actions.release, _("The case is back in the queue."), by=verifier)


@require_POST
@with_case(DECIDE)
def approve(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise Http404
    done = _("Approved. The applicant has been mailed a link to set a password.")
    given = form.cleaned_data
    details = {"by": verifier, "seen": given["seen"], "note": given["private_note"]}
    return answered(request, application, actions.approve, done, **details)


@require_POST
@with_case(DECIDE)
def ask(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = AskForm(request.POST, auto_id="ask_%s")
    return _judged(
        request, application, verifier, form, actions.ask_for_better, _("The applicant has been asked.")
    )


@require_POST
@with_case(DECIDE)
def reject(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = RejectForm(request.POST, auto_id="reject_%s")
    return _judged(
        request, application, verifier, form, actions.reject, _("Rejected. The applicant has been told.")
    )


def _judged(
    request: HttpRequest,
    application: Application,
    verifier: User,
    form: VerdictForm,
    verb: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Hand a verdict on; one that is refused stays on the page with its words, below the reason for the refusal."""
    if not form.is_valid():
        return _page(request, application, verifier, form)
    try:
        verb(
            case=application,
            by=verifier,
            seen=form.cleaned_data["seen"],
            verdict=form.verdict,
            at=clock.now(),
        )
    except DomainError as no:
        messages.error(request, no.message)
        form.show_again(seen=application.events.latest("pk").pk)
        fresh = Application.objects.select_related("claimed_by", "company").get(pk=application.pk)
        return _page(request, fresh, verifier, form)
    messages.success(request, done)
    return redirect("admin:accounts_application_case", pk=application.pk)


@require_GET
@with_case(OPEN_CASES)
@xframe_options_sameorigin
def document(request: HttpRequest, application: Application, verifier: User) -> HttpResponseBase:
    """Show the current document, or an earlier one by its number, so that nothing in it can act."""
    wanted: dict[str, Any] = {"replaced_at": None}
    earlier = int_param(request.GET, "earlier", maximum=KEY_MAX)
    if earlier is not None:
        wanted = {"pk": earlier}
    found = get_object_or_404(Document, application=application, **wanted)
    actions.log_document_view(document=found, by=verifier, at=clock.now())
    return downloads.shown(found)


ADDRESSES: dict[str, View] = {
    "case": case,
    "document": document,
    "present": present,
    "claim": claim,
    "release": release,
    "approve": approve,
    "ask": ask,
    "reject": reject,
}
