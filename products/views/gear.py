from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import uploads
from accounts.access import CustomerRequest, for_customers, for_gear, for_gear_or_reading
from accounts.models import Role
from cps_portal.lib import clock, paging
from cps_portal.lib.errors import DomainError
from products import actions
from products.forecast import standing
from products.forms import CorrectForm, EndForm, FillInForm, RegisterForm
from products.models import LegacyProduct, OldAddressProof, Registration, Transfer
from products.moving import moving
from products.sheets import sheet_of
from products.wording import button_forms, moved_words, saved_words

page_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_customers
def my_products(request: CustomerRequest) -> HttpResponse:
    gear = Registration.objects.of(request.company)
    show, words = request.GET.get("show", "all"), request.GET.get("q", "").replace("\0", "")[:100]
    rows = gear.shown(show).searched(words).with_requests().select_related("product")
    page = paging.newest_first(rows, before=request.GET.get("before"), size=50)
    place = standing(request.company)
    claims = Transfer.objects.open().asked_of(request.company).select_related("given__product")
    context = {
        "page": page,
        "show": show,
        "words": words,
        "is_empty": not page.rows and not gear.exists(),
        "gauge": place.gauge,
        "standing": place,
        "can_migrate": LegacyProduct.objects.waiting_for(request.company).movable().exists(),
        "claims": claims.order_by("pk")[:20],
    }
    return render(request, "products/list.html", context)


@page_methods
@never_cache
@for_gear
def register(request: CustomerRequest) -> HttpResponse:
    # What was read from a photo or a barcode comes as the beginning of the form.
    known = {name: request.GET[name][:120] for name in ("product", "serial") if name in request.GET}
    form = RegisterForm(request.POST or None, today=clock.today(), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            registration = actions.register(
                company=request.company,
                by=request.user,
                product=form.cleaned_data["product"],
                details=form.details,
                key=form.cleaned_data["key"],
                at=clock.now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, saved_words(registration))
            return redirect("products:list")
    return render(request, "products/register.html", {"form": form})


@page_methods
@for_gear_or_reading
def detail(request: CustomerRequest, pk: int) -> HttpResponse:
    registration = _own(request, pk)
    form = FillInForm(request.POST or None, registration=registration, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            registration = actions.fill_in(
                registration=registration, details=form.details, by=request.user, at=clock.now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, saved_words(registration))
            return redirect("products:detail", pk)
    return _page_of(request, registration, form, EndForm())


@page_methods
@never_cache
@for_gear
def correct(request: CustomerRequest, pk: int) -> HttpResponse:
    registration = _own(request, pk)
    form = CorrectForm(request.POST or None, registration=registration, today=clock.today())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        what = {"product": given["product"], "details": form.details, "seen": given["seen"]}
        try:
            actions.correct(registration=registration, by=request.user, at=clock.now(), **what)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The product is corrected."))
            return redirect("products:detail", pk)
    return render(request, "products/correct.html", {"form": form, "registration": registration})


@require_POST
@for_gear
def end(request: CustomerRequest, pk: int) -> HttpResponse:
    registration = _own(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        unchanged = FillInForm(registration=registration, today=clock.today())
        return _page_of(request, registration, unchanged, form)
    reason = form.cleaned_data["reason"]
    try:
        actions.end(registration=registration, reason=reason, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, _("The registration of %(model)s has ended.") % {"model": registration.product}
        )
    return redirect("products:detail", pk)


def _page_of(
    request: CustomerRequest, registration: Registration, form: FillInForm, end_form: EndForm
) -> HttpResponse:
    sheet = sheet_of(registration)
    form.while_asking(sheet.claim)
    context = {
        "registration": registration,
        "sheet": sheet,
        "form": form,
        "end_form": end_form,
        "accepted": uploads.ACCEPTED,
    }
    return render(request, "products/detail.html", context)


def _own(request: CustomerRequest, pk: int) -> Registration:
    own = Registration.objects.visible_to(request.user).with_requests()
    own = own.select_related("product", "company")
    return get_object_or_404(own, pk=pk)


@page_methods
@for_gear
def migrate(request: CustomerRequest) -> HttpResponse:
    if request.method != "POST":
        rows = moving(request.company, user=request.user, on=clock.today())
        return render(request, "products/migrate.html", {"moving": rows, "button": button_forms()})
    chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit()]
    try:
        result = actions.migrate(company=request.company, chosen=chosen, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("products:migrate")
    for level, words in moved_words(result):
        messages.add_message(request, level, words)
    return redirect("products:list" if result.moved and not result.conflicts else "products:migrate")


@require_POST
@for_gear
def mail_proof_link(request: CustomerRequest) -> HttpResponse:
    try:
        proof = actions.mail_proof_link(company=request.company, by=request.user, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.info(
            request,
            _("We have mailed a link to %(email)s. Open it, and come back here.") % {"email": proof.email},
        )
    return redirect("products:migrate")


@page_methods
@never_cache
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """This view will show what the link is for; only the form on it proves the address."""
    if request.method == "POST":
        return _prove(request, token)
    found = OldAddressProof.objects.by_token(token).first()
    context = {"proof": found, "is_usable": found is not None and found.is_usable(at=clock.now())}
    return render(request, "products/proof.html", context, status=200 if found else 404)


def _prove(request: HttpRequest, token: str) -> HttpResponse:
    try:
        proven = actions.prove(token=token, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("products:proof", token)
    if Role.objects.filter(user=request.user.pk, company=proven.company).exists():
        messages.success(request, _("The address is confirmed. Choose what moves."))
        return redirect("products:migrate")
    return redirect("products:proof", token)
