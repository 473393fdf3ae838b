from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, for_customers, for_owners
from accounts.models import Company
from billing import actions, einvoices
from billing.forms import CopyAddressForm, PaymentForm
from billing.gateway import BadSignature
from billing.models import CardAuthorisation, CopyAddress, CreditNote, Invoice
from billing.outlook import due_on, listing, outlook
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from subscriptions.models import SignUp, Term


@for_owners
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


@for_owners
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


@for_customers
def invoices(request: CustomerRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = listing(request.company, on=clock.today(), before=int(before) if before.isdecimal() else None)
    return render(
        request, "billing/invoices.html", {"page": page, "may_bind": request.role.kind != "colleague"}
    )


@for_customers
def invoice_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user).exclude(pdf=""), number=number)
    return paper(invoice, disposition="inline" if "view" in request.GET else "attachment")


@for_customers
def invoice_xml(request: CustomerRequest, number: str) -> HttpResponse:
    return electronic_paper(get_object_or_404(Invoice.objects.visible_to(request.user), number=number))


@for_customers
def credit_note_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    note = get_object_or_404(CreditNote.objects.visible_to(request.user).exclude(pdf=""), number=number)
    return paper(note, disposition="inline" if "view" in request.GET else "attachment")


@for_customers
def credit_note_xml(request: CustomerRequest, number: str) -> HttpResponse:
    return electronic_paper(get_object_or_404(CreditNote.objects.visible_to(request.user), number=number))


@for_owners
def copies(request: CustomerRequest) -> HttpResponse:
    """Where copies of the papers go, and one more address."""
    form = CopyAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.add_copy_address(company=request.company, email=email, by=request.user, at=clock.now())
            messages.success(
                request, _("From now on, copies of your invoices go to %(email)s.") % {"email": email}
            )
            return redirect("billing:copies")
        except DomainError as refusal:
            form.add_error("email", refusal.message)
    return render(
        request, "billing/copies.html", {"form": form, "copies": CopyAddress.objects.of(request.company)}
    )


@require_POST
@for_owners
def remove_copy_address(request: CustomerRequest, pk: int) -> HttpResponse:
    actions.remove_copy_address(company=request.company, address=pk)
    messages.success(request, _("No more copies go to that address."))
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
