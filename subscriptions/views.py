from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CustomerRequest, for_customers, for_membership
from accounts.models import Company
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from points.gauge import gauge
from points.models import Level
from subscriptions import actions
from subscriptions.forms import AcceptForm, ReviewAndAcceptForm, ReviewForm
from subscriptions.membership import membership_of
from subscriptions.models import Acceptance, SignUp, Terms
from subscriptions.offer import comparison
from subscriptions.prospect import Prospect, prospect


@require_safe
@for_customers
def overview(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    page = {
        "membership": membership,
        "sign_up": _open_sign_up(request.company),
        "gauge": gauge(membership.points),
        "may_bind": request.rights.membership,
    }
    return render(request, "subscriptions/overview.html", page)


@for_membership
def sign_up(request: CustomerRequest) -> HttpResponse:
    if not membership_of(company=request.company, on=clock.today()).can_sign_up:
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
    page = {"form": form, "terms": terms, "sign_up": _open_sign_up(request.company)}
    page["acceptance"] = Acceptance.objects.of(request.company, terms).select_related("by").first()
    return render(request, "subscriptions/sign_up.html", page)


@require_safe
@for_customers
def levels(request: CustomerRequest) -> HttpResponse:
    membership = membership_of(company=request.company, on=clock.today())
    begun = _open_sign_up(request.company)
    may_choose = membership.can_sign_up and request.rights.membership
    if may_choose and begun is None:
        return redirect("subscriptions:sign_up")
    table = comparison(membership, chosen=begun.level if begun else None, group=request.GET.get("group", ""))
    page = {"membership": membership, "comparison": table, "may_choose": may_choose}
    return render(request, "subscriptions/levels.html", page)


@require_POST
@for_membership
def choose(request: CustomerRequest) -> HttpResponse:
    begun = _open_sign_up(request.company)
    if begun is None:
        return redirect("subscriptions:sign_up")
    level = get_object_or_404(Level, code=request.POST.get("level", ""))
    try:
        actions.choose_level(sign_up=begun, level=level, at=clock.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("subscriptions:levels")
    return redirect("subscriptions:review")


@for_membership
def review(request: CustomerRequest) -> HttpResponse:
    begun = _open_sign_up(request.company)
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


@require_safe
def terms_text(request: HttpRequest) -> HttpResponse:
    return render(request, "subscriptions/terms_text.html", {"terms": Terms.objects.current(at=clock.now())})


def _open_sign_up(company: Company) -> SignUp | None:
    return SignUp.objects.open().filter(company=company).select_related("company", "level").first()


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
