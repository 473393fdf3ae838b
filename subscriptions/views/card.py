"""The card: its page and its papers for the member, and what the code on it says to a service centre."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import CustomerRequest, for_customers
from accounts.limits import looked_too_often
from cps_portal.lib import clock
from cps_portal.lib.downloads import as_file
from subscriptions import cards, documents, wallet
from subscriptions.membership import Membership, membership_of
from subscriptions.models import Term


@never_cache
@require_safe
@for_customers
def card(request: CustomerRequest) -> HttpResponse:
    membership = _membership(request)
    if membership.number is None:
        return redirect("subscriptions:overview")
    link = cards.screen_link(membership.number, at=clock.now())
    page = {
        "membership": membership,
        "link": link,
        "code": cards.picture(link),
        "minutes": settings.CARD_LINK_MINUTES,
        # Half of what a link lives at the least: the code on an open page never grows too old.
        "refresh_seconds": settings.CARD_LINK_MINUTES * 30,
        "has_wallet": wallet.is_configured(),
    }
    return render(request, "subscriptions/card.html", page)


@require_safe
@for_customers
def card_pdf(request: CustomerRequest) -> HttpResponse:
    return _paper(request, documents.card_pdf, name="cps-card.pdf")


@require_safe
@for_customers
def sheet_pdf(request: CustomerRequest) -> HttpResponse:
    return _paper(request, documents.card_sheet_pdf, name="cps-card-a4.pdf")


@require_safe
@for_customers
def wallet_pass(request: CustomerRequest) -> HttpResponse:
    if not wallet.is_configured():
        raise Http404
    return _paper(request, wallet.wallet_pass, name="cps-card.pkpass", media_type=wallet.MEDIA_TYPE)


@never_cache
@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Answer whoever has scanned a card; a link that is none of ours has one answer, whatever is wrong with it."""
    refused = looked_too_often(request, "check_card")
    if refused is not None:
        return refused
    try:
        response = render(request, "subscriptions/check.html", {"card": cards.checked(token, at=clock.now())})
    except cards.LinkUnknown:
        response = render(request, "subscriptions/check.html", status=404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _membership(request: CustomerRequest) -> Membership:
    return membership_of(company=request.company, on=clock.today())


def _paper(
    request: CustomerRequest, draw: Callable[[Term], bytes], *, name: str, media_type: str = "application/pdf"
) -> HttpResponse:
    """Answer with a paper of the card as it is now; there is none for a card that is not valid."""
    membership = _membership(request)
    if membership.term is None or not membership.is_valid:
        raise Http404
    return as_file(draw(membership.term), name=name, media_type=media_type)
