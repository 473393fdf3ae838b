from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, for_customers, for_invoices, for_membership
from accounts.models import Company
from billing import actions
from billing.forms import PaymentForm
from billing.gateway import BadSignature
from billing.models import CardAuthorisation, Invoice
from billing.outlook import due_on, listing, outlook
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
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
    try:
        actions.finish_card(session_id=card.session_id, at=clock.now())
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("billing:payment")
    return redirect("billing:done")


@for_customers
def done(request: CustomerRequest) -> HttpResponse:
    terms = Term.objects.of(request.company).running(on=clock.today())
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
    before = request.GET.get("before", "")
    page = listing(request.company, on=clock.today(), before=int(before) if before.isdecimal() else None)
    return render(request, "billing/invoices.html", {"page": page})


@for_invoices
def invoice_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user).exclude(pdf=""), number=number)
    return paper(invoice, disposition="inline" if "view" in request.GET else "attachment")


def paper(invoice: Invoice, *, disposition: str) -> HttpResponse:
    """Answer with the file as it was made, byte for byte."""
    response = HttpResponse(actions.read_paper(invoice=invoice), content_type="application/pdf")
    response["Content-Disposition"] = f'{disposition}; filename="{invoice.number}.pdf"'
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
