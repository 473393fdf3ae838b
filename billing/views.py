from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, for_company, for_customers, for_invoices, for_membership
from accounts.models import Company
from billing import actions, einvoices
from billing.forms import CopyAddressForm, PaymentForm
from billing.gateway import BadSignature
from billing.models import Attempt, CardAuthorisation, CopyAddress, CreditNote, Invoice
from billing.outlook import due_on, listing, outlook
from billing.paying import card_holding, paying, said_of
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from cps_portal.lib.http import KEY_MAX, int_param
from subscriptions.models import SignUp, Term


@for_membership
def payment(request: CustomerRequest) -> HttpResponse:
    sign_up = SignUp.objects.open().select_related("company", "level").filter(company=request.company).first()
    if sign_up is None or not sign_up.is_reviewed:
        return redirect(_open_step(request.company, sign_up))
    form = PaymentForm(request.POST if request.method == "POST" else None, sign_up=sign_up)
    if form.is_valid():
        try:
            return _pay(request, sign_up, form.cleaned_data["payment"])
        except DomainError as refusal:
            form.add_error(None, refusal.message)
    facts = {
        "sign_up": sign_up,
        "quote": actions.quote(sign_up=sign_up, at=clock.now()),
        "due_on": due_on(clock.now()),
        "mandate": actions.mandate(company=request.company),
    }
    return render(request, "billing/payment.html", {"form": form, **facts})


def _open_step(company: Company, sign_up: SignUp | None) -> str:
    """Name the page on which a company that cannot pay yet, or need not any more, goes on."""
    if sign_up is not None:
        return sign_up.next_page
    is_member = Term.objects.of(company).running(on=clock.today()).exists()
    return "billing:done" if is_member else "subscriptions:overview"


def _pay(request: CustomerRequest, sign_up: SignUp, payment: str) -> HttpResponse:
    if payment == SignUp.Payment.TRANSFER:
        actions.pay_by_transfer(sign_up=sign_up, at=clock.now())
        return redirect("billing:done")
    card = actions.begin_card(sign_up=sign_up, by=request.user, at=clock.now())
    return HttpResponseRedirect(card.url)


@for_membership
def card_return(request: CustomerRequest) -> HttpResponse:
    """Where the card page sends its visitor: with the session when a card was authorised, without when not."""
    cards = CardAuthorisation.objects.visible_to(request.user).exclude(session_id="")
    session_id = request.GET.get("session_id", "").replace("\0", "")
    card = get_object_or_404(cards, session_id=session_id) if session_id else cards.open().first()
    if card is None:
        return redirect("billing:payment")
    if card.sign_up_id is None:
        return _changed(request, card)
    try:
        actions.finish_card(session_id=card.session_id, at=clock.now())
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("billing:payment")
    return redirect("billing:done")


def _changed(request: CustomerRequest, card: CardAuthorisation) -> HttpResponse:
    try:
        changed = actions.finish_change(session_id=card.session_id, at=clock.now())
        messages.success(request, gettext("We keep %(card)s from now on.") % {"card": changed.spoken})
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    return redirect("billing:card")


@for_invoices
def card(request: CustomerRequest) -> HttpResponse:
    facts = {
        "holding": card_holding(request.company, on=clock.today()),
        "mandate": actions.mandate(company=request.company),
    }
    return render(request, "billing/card.html", facts)


@require_POST
@for_invoices
def change_card(request: CustomerRequest) -> HttpResponse:
    try:
        visit = actions.begin_change(company=request.company, by=request.user, at=clock.now())
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("billing:card")
    return HttpResponseRedirect(visit.url)


@require_POST
@for_invoices
def remove_card(request: CustomerRequest) -> HttpResponse:
    actions.remove_card(company=request.company, at=clock.now())
    messages.success(request, gettext("The card is removed. Nothing is charged to it any more."))
    return redirect("billing:card")


def _mine(request: CustomerRequest, number: str) -> Invoice:
    mine = (
        Invoice.objects.visible_to(request.user)
        .select_related("company")
        .prefetch_related("lines", "payments")
    )
    return get_object_or_404(mine, number=number)


@for_invoices
def pay(request: CustomerRequest, number: str) -> HttpResponse:
    return render(request, "billing/pay.html", {"paying": paying(_mine(request, number), on=clock.today())})


@require_POST
@for_invoices
def pay_by_card(request: CustomerRequest, number: str) -> HttpResponse:
    invoice = _mine(request, number)
    try:
        _tell(request, actions.pay_now(invoice=invoice, at=clock.now()))
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    return redirect("billing:pay", number)


@for_invoices
def pay_confirm(request: CustomerRequest, number: str) -> HttpResponse:
    """Lead to the bank's page; by a link, for a form may not be redirected to addresses that nobody knows."""
    attempt = Attempt.objects.open().filter(invoice=_mine(request, number)).first()
    try:
        page = actions.confirmation_page(attempt=attempt) if attempt else ""
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        page = ""
    return HttpResponseRedirect(page or reverse("billing:pay_return", args=[number]))


@for_invoices
def pay_return(request: CustomerRequest, number: str) -> HttpResponse:
    """Where the bank's page leads back to: what the address says is not believed, Stripe is asked."""
    attempt = Attempt.objects.filter(invoice=_mine(request, number)).order_by("-pk").first()
    if attempt is not None:
        actions.ask(attempt_pk=attempt.pk, at=clock.now())
        attempt.refresh_from_db()
        _tell(request, attempt)
    return redirect("billing:pay", number)


def _tell(request: CustomerRequest, attempt: Attempt) -> None:
    level, text = said_of(attempt)
    messages.add_message(request, level, text)


@for_customers
def done(request: CustomerRequest) -> HttpResponse:
    terms = Term.objects.of(request.company).not_over(on=clock.today()).order_by("-created_at", "-pk")
    term = terms.select_related("level", "subscription__number", "subscription__company").first()
    if term is None:
        return redirect(
            _open_step(request.company, SignUp.objects.open().filter(company=request.company).first())
        )
    return render(
        request, "billing/done.html", {"outlook": outlook(term), "email": request.company.billing_email}
    )


@for_invoices
def invoices(request: CustomerRequest) -> HttpResponse:
    before = int_param(request.GET, "before", maximum=KEY_MAX)
    page = listing(request.company, on=clock.today(), before=before)
    may_pay = request.rights.invoices
    card = CardAuthorisation.objects.current_of(request.company) if may_pay else None
    return render(request, "billing/invoices.html", {"page": page, "may_pay": may_pay, "card": card})


@for_invoices
def invoice_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user).exclude(pdf=""), number=number)
    return paper(invoice, disposition="inline" if "view" in request.GET else "attachment")


@for_invoices
def invoice_xml(request: CustomerRequest, number: str) -> HttpResponse:
    return electronic_paper(get_object_or_404(Invoice.objects.visible_to(request.user), number=number))


@for_invoices
def credit_note_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    note = get_object_or_404(CreditNote.objects.visible_to(request.user).exclude(pdf=""), number=number)
    return paper(note, disposition="inline" if "view" in request.GET else "attachment")


@for_invoices
def credit_note_xml(request: CustomerRequest, number: str) -> HttpResponse:
    return electronic_paper(get_object_or_404(CreditNote.objects.visible_to(request.user), number=number))


@for_company
def copies(request: CustomerRequest) -> HttpResponse:
    """Where copies of the papers go, and one more address."""
    form = CopyAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.add_copy_address(company=request.company, email=email, by=request.user, at=clock.now())
            messages.success(
                request, gettext("From now on, copies of your invoices go to %(email)s.") % {"email": email}
            )
            return redirect("billing:copies")
        except DomainError as refusal:
            form.add_error("email", refusal.message)
    return render(
        request, "billing/copies.html", {"form": form, "copies": CopyAddress.objects.of(request.company)}
    )


@require_POST
@for_company
def remove_copy_address(request: CustomerRequest, pk: int) -> HttpResponse:
    actions.remove_copy_address(company=request.company, address=pk)
    messages.success(request, gettext("No more copies go to that address."))
    return redirect("billing:copies")


def paper(paper: Invoice | CreditNote, *, disposition: str) -> HttpResponse:
    """Answer with the file as it was made, byte for byte."""
    content = actions.read_paper(paper=paper)
    return _file(content, "application/pdf", f'{disposition}; filename="{paper.number}.pdf"')


def electronic_paper(paper: Invoice | CreditNote) -> HttpResponse:
    """Answer with the paper as UBL, for a program that books it."""
    return _file(einvoices.ubl(paper), "application/xml", f'attachment; filename="{paper.number}.xml"')


def _file(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    signature = request.headers.get("Stripe-Signature", "")
    try:
        actions.receive_event(payload=request.body, signature=signature, at=clock.now())
    except BadSignature as refusal:
        return HttpResponse(refusal.message, status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
