"""Gear from a list of one's own, and from a photo."""

import csv
import io

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CustomerRequest, for_customers, for_gear
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions, listing, photo
from products.documents import harmless
from products.models import GearFile, GearFileRow

page_methods = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 100


@page_methods
@for_gear
def from_file(request: CustomerRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            return redirect("products:file", _taken(request).pk)
        except DomainError as refusal:
            error = refusal.message
    files = GearFile.objects.filter(company=request.company)[:10]
    context = {"files": files, "error": error, "accepted": listing.ACCEPTED, **_limits()}
    return render(request, "products/from_file.html", context)


def _taken(request: CustomerRequest) -> GearFile:
    upload = request.FILES.get("file")
    if upload is None:
        raise DomainError(_("Choose the file with your list."))
    return actions.take_list(
        company=request.company,
        by=request.user,
        name=upload.name or "",
        listed=listing.read(upload),
        at=clock.now(),
    )


def _limits() -> dict[str, object]:
    return {"most_mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024, "most_rows": settings.GEAR_FILE_ROWS}


@require_safe
@for_gear
def file(request: CustomerRequest, pk: int) -> HttpResponse:
    """How far a list is, and what becomes of each row."""
    found = get_object_or_404(GearFile.objects.visible_to(request.user), pk=pk)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    rows = found.rows.worked().select_related("product").order_by("line")
    if show in GearFileRow.Outcome.values:
        rows = rows.filter(outcome=show)
    if after.isascii() and after.isdigit() and len(after) < 9:
        rows = rows.filter(line__gt=int(after))
    page = [] if found.is_working else list(rows[: ROWS + 1])
    context = {
        "file": found,
        "show": show,
        "rows": page[:ROWS],
        "next": page[ROWS - 1].line if len(page) > ROWS else None,
        **_counts(found),
    }
    return render(request, "products/file.html", context)


def _counts(found: GearFile) -> dict[str, object]:
    """Count the rows by their outcome, in the order in which the page names them."""
    sums = found.rows.worked().values("outcome").annotate(number=Count("pk"), worth=Sum("points"))
    by_outcome = {one["outcome"]: one for one in sums.order_by("outcome")}
    counts = [(kind, by_outcome[kind]["number"]) for kind in GearFileRow.Outcome if kind in by_outcome]
    complete = by_outcome.get(GearFileRow.Outcome.COMPLETE, {"number": 0, "worth": 0})
    unfinished = by_outcome.get(GearFileRow.Outcome.UNFINISHED, {"number": 0})
    return {
        "counts": counts,
        "done": sum(number for _kind, number in counts),
        "worth": complete["worth"] or 0,
        "to_register": complete["number"] + unfinished["number"],
        "failed": by_outcome.get(GearFileRow.Outcome.FAILED, {"number": 0})["number"],
    }


@require_POST
@for_gear
def confirm(request: CustomerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(GearFile.objects.visible_to(request.user), pk=pk)
    try:
        actions.confirm_list(file=found, at=clock.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("products:file", pk)


@require_safe
@for_gear
def failed(request: CustomerRequest, pk: int) -> HttpResponse:
    """The rows that could not be registered, as a list to correct and upload again."""
    kept = GearFile.objects.visible_to(request.user).filter(forgotten_at=None)
    found = get_object_or_404(kept, pk=pk)
    rows = ([*row.cells, row.message] for row in found.rows.failed())
    return _csv("cps-failed.csv", [[*found.heading, _("What is wrong")], *rows])


@require_safe
@for_customers
def sample(request: CustomerRequest) -> HttpResponse:
    heading = [_("Model"), _("Serial number"), _("Purchase date"), _("Country of purchase"), _("Dealer")]
    return _csv(
        "cps-list.csv", [heading, ["EOS R5 Mark II", "012345678901", "2024-09-19", "LV", _("unknown")]]
    )


def _csv(name: str, rows: list[list[str]]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in cells] for cells in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page_methods
@for_gear
def from_photo(request: CustomerRequest) -> HttpResponse:
    """Read a photo, show what was found, and keep nothing of it."""
    context: dict[str, object] = {"accepted": photo.ACCEPTED, **_limits()}
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise DomainError(_("Choose the photo."))
            context["found"] = photo.recognised(photo.read(upload))
        except DomainError as refusal:
            context["error"] = refusal.message
    return render(request, "products/from_photo.html", context)
