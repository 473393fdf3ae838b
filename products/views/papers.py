"""Proofs of purchase, and the list of gear as a paper."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import downloads, uploads
from accounts.access import CustomerRequest, for_customers, for_gear
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions, documents
from products.models import Proof, Registration


@require_POST
@for_gear
def add_proof(request: CustomerRequest, pk: int) -> HttpResponse:
    own = Registration.objects.visible_to(request.user).select_related("company")
    registration = get_object_or_404(own, pk=pk)
    try:
        file = request.FILES.get("file")
        if file is None:
            raise DomainError(_("Choose the file with your proof of purchase."))
        actions.add_proof(
            registration=registration, upload=uploads.accept(file), by=request.user, at=clock.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your proof of purchase is kept with the product."))
    return redirect("products:detail", pk)


@require_safe
@for_customers
def proof(request: CustomerRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Proof, pk=pk, registration__company=request.company)
    return downloads.handed_over(found)


@require_safe
@for_customers
def gear_csv(request: CustomerRequest) -> HttpResponseBase:
    lines = documents.gear_csv(request.company)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _saved_as(response, "csv")


@require_safe
@for_customers
def gear_pdf(request: CustomerRequest) -> HttpResponseBase:
    paper = documents.gear_pdf(request.company, on=clock.today())
    response = HttpResponse(paper, content_type="application/pdf")
    return _saved_as(response, "pdf")


def _saved_as(response: HttpResponseBase, form: str) -> HttpResponseBase:
    name = _("gear-list")
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
