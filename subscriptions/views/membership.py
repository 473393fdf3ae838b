from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CustomerRequest, for_customers, for_membership
from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.downloads import as_file
from cps_portal.lib.errors import DomainError
from points.gauge import gauge
from points.models import Level
from subscriptions import actions, documents
from subscriptions.forms import AcceptForm, CancelForm, RenewalLevelForm, ReviewAndAcceptForm, ReviewForm
from subscriptions.membership import Membership, membership_of
from subscriptions.models import Acceptance, SignUp, Terms
from subscriptions.offer import benefits_of, comparison
from subscriptions.prospect import Prospect, prospect
from subscriptions.renewal import renewal_of

Kind = SignUp.Kind


@require_safe
@for_customers
def overview(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    page = {
        "membership": membership,
        "renewal": renewal_of(membership),
        "sign_up": _open_sign_up(request.company, membership),
        "gauge": gauge(membership.points),
        "may_bind": request.rights.membership,
        "acceptances": Acceptance.objects.filter(company=request.company).select_related("terms", "by"),
        "benefits": benefits_of(membership.term) if membership.term and membership.is_active else (),
    }
    return render(request, "subscriptions/overview.html", page)


@for_membership
def sign_up(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    if not membership.can_sign_up:
        return redirect("subscriptions:overview")
    terms = Terms.objects.current(at=clock.now())
    form = AcceptForm(request.POST or None, initial={"terms": terms})
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.accept_and_begin(
                company=request.company, by=request.user, terms=form.cleaned_data["terms"], at=clock.now()
            )
            return redirect(begun.next_page)
        except actions.TermsNotAccepted as refusal:
            form = AcceptForm(initial={"terms": terms})
            messages.warning(request, refusal.message)
    page = {"form": form, "terms": terms, "sign_up": _open_sign_up(request.company, membership)}
    page["acceptance"] = Acceptance.objects.of(request.company, terms).select_related("by").first()
    return render(request, "subscriptions/sign_up.html", page)


@require_safe
@for_customers
def levels(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    begun = _open_sign_up(request.company, membership)
    purpose = _purpose(request, membership, begun)
    if purpose == Kind.NEW and begun is None:
        return redirect("subscriptions:sign_up")
    chosen = begun.level if begun and begun.kind == purpose else None
    table = comparison(membership, chosen=chosen, group=request.GET.get("group", ""))
    page = {"membership": membership, "comparison": table, "purpose": purpose, "sign_up": begun}
    return render(request, "subscriptions/levels.html", page)


@require_POST
@for_membership
def choose(request: CustomerRequest) -> HttpResponse:
    begun = SignUp.objects.open().filter(company=request.company).first()
    if begun is None:
        return redirect("subscriptions:sign_up")
    level = get_object_or_404(Level, code=request.POST.get("level", ""))
    try:
        actions.choose_level(sign_up=begun, level=level, at=clock.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("subscriptions:levels")
    return redirect("subscriptions:review")


@require_POST
@for_membership
def renew(request: CustomerRequest) -> HttpResponse:
    try:
        begun = actions.begin_renewal(company=request.company, by=request.user, at=clock.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    return redirect(begun.next_page)


@require_POST
@for_membership
def upgrade(request: CustomerRequest) -> HttpResponse:
    level = get_object_or_404(Level, code=request.POST.get("level", ""))
    try:
        actions.begin_upgrade(company=request.company, level=level, by=request.user, at=clock.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    return redirect("subscriptions:review")


@for_membership
def review(request: CustomerRequest) -> HttpResponse:
    begun = _open_sign_up(request.company, membership_of(company=request.company, on=clock.today()))
    if begun is None or begun.level is None:
        return redirect("subscriptions:levels" if begun else "subscriptions:sign_up")
    sheet = prospect(sign_up=begun, at=clock.now())
    form = _review_form(request, begun, sheet)
    if form.is_valid():
        try:
            _confirm(request, begun, form)
            return redirect("billing:payment")
        except DomainError as refusal:
            messages.error(request, refusal.message)
            about_terms = isinstance(refusal, actions.TermsNotAccepted)
            return redirect("subscriptions:review" if about_terms else "subscriptions:levels")
    page = {"sign_up": begun, "prospect": sheet, "form": form, "owner": request.company.owner}
    return render(request, "subscriptions/review.html", page)


@require_POST
@for_membership
def give_up(request: CustomerRequest) -> HttpResponse:
    begun = SignUp.objects.open().filter(company=request.company).first()
    if begun is not None:
        actions.give_up(sign_up=begun, at=clock.now())
        messages.success(request, _("Nothing was ordered. Your membership stays as it is."))
    return redirect("subscriptions:overview")


@require_POST
@for_membership
def switch_on(request: CustomerRequest) -> HttpResponse:
    try:
        actions.switch_on_automatic_renewal(company=request.company, by=request.user, at=clock.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("Your membership now renews itself. You can switch that off at any time."))
    return redirect("subscriptions:overview")


@require_POST
@for_membership
def switch_off(request: CustomerRequest) -> HttpResponse:
    try:
        actions.switch_off_automatic_renewal(company=request.company, by=request.user, at=clock.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("Your membership does not renew itself. We remind you before it ends."))
    return redirect("subscriptions:overview")


@for_membership
def renewal_level(request: CustomerRequest) -> HttpResponse:
    renewal = renewal_of(membership_of(company=request.company, on=clock.today()))
    if renewal is None or renewal.membership.coming:
        return redirect("subscriptions:overview")
    form = RenewalLevelForm(request.POST or None, renewal=renewal)
    if form.is_valid():
        level, now = form.cleaned_data["level"], clock.now()
        try:
            actions.choose_renewal_level(company=request.company, level=level, by=request.user, at=now)
        except DomainError as refusal:
            return _refused(request, refusal)
        messages.success(request, _("The next term will be at %(level)s.") % {"level": level})
        return redirect("subscriptions:overview")
    return render(request, "subscriptions/renewal_level.html", {"form": form, "renewal": renewal})


@for_membership
def cancel(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    last = membership.coming or membership.term
    if last is None or not membership.is_active:
        return redirect("subscriptions:overview")
    form = CancelForm(request.POST or None, initial={"seen_until": last.ends_on})
    if form.is_valid():
        seen, now = form.cleaned_data["seen_until"], clock.now()
        try:
            actions.cancel(company=request.company, seen_until=seen, by=request.user, at=now)
        except DomainError as refusal:
            return _refused(request, refusal)
        return redirect("subscriptions:overview")
    return render(request, "subscriptions/cancel.html", {"form": form, "last": last})


@require_POST
@for_membership
def resume(request: CustomerRequest) -> HttpResponse:
    try:
        actions.resume(company=request.company, by=request.user, at=clock.now())
    except DomainError as refusal:
        return _refused(request, refusal)
    messages.success(request, _("Your cancellation is taken back."))
    return redirect("subscriptions:overview")


@require_safe
def terms_text(request: HttpRequest) -> HttpResponse:
    return render(request, "subscriptions/terms_text.html", {"terms": Terms.objects.current(at=clock.now())})


@require_safe
@for_customers
def accepted_terms(request: CustomerRequest, pk: int) -> HttpResponse:
    known = Acceptance.objects.select_related("company", "terms", "by")
    acceptance = get_object_or_404(known, pk=pk, company=request.company)
    return as_file(documents.accepted_terms_pdf(acceptance), name=acceptance.file_name)


def _refused(request: CustomerRequest, refusal: DomainError) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect("subscriptions:overview")


def _purpose(request: CustomerRequest, membership: Membership, begun: SignUp | None) -> str:
    """Say what a level would be chosen for: what was begun, a higher level, a new membership, or nothing."""
    if not request.rights.membership:
        return ""
    if membership.can_upgrade and (begun is None or request.GET.get("for") == Kind.UPGRADE):
        return Kind.UPGRADE
    if begun is not None:
        return begun.kind
    return Kind.NEW if membership.can_sign_up else ""


def _open_sign_up(company: Company, membership: Membership) -> SignUp | None:
    """Return what the company has begun, unless its membership went on without it."""
    begun = SignUp.objects.open().filter(company=company).select_related("company", "level").first()
    return begun if begun is not None and membership.has_room_for(begun) else None


def _review_form(request: CustomerRequest, begun: SignUp, sheet: Prospect) -> ReviewForm:
    """Ask for the tick, too, when the terms in force are newer than what was accepted."""
    known = {"purchase_order": begun.purchase_order, "terms": sheet.terms}
    kind = ReviewForm if sheet.acceptance else ReviewAndAcceptForm
    return kind(request.POST or None, initial=known)


def _confirm(request: CustomerRequest, begun: SignUp, form: ReviewForm) -> None:
    number, at = form.cleaned_data["purchase_order"], clock.now()
    if "terms" in form.cleaned_data:
        terms = form.cleaned_data["terms"]
        actions.accept_and_review(sign_up=begun, by=request.user, terms=terms, purchase_order=number, at=at)
    else:
        actions.review(sign_up=begun, purchase_order=number, at=at)
