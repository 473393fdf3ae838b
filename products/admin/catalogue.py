"""The catalogue from a file: tried out or loaded, by the same action as the command."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from products import actions, tables
from products.actions.catalogue import COLUMNS, MORE_COLUMNS, CatalogueReport
from products.forms import CatalogueForm


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("products.change_product"):
        raise PermissionDenied
    form = CatalogueForm(request.POST or None, request.FILES or None)
    report, is_trial = None, "load" not in request.POST
    if request.method == "POST" and form.is_valid():
        act = actions.rehearse_catalogue if is_trial else actions.load_catalogue
        report = _report(request, form, act)
    context = {
        **admin.site.each_context(request),
        "title": _("Load the catalogue"),
        "form": form,
        "report": report,
        "is_trial": is_trial,
        "columns": COLUMNS,
        "more_columns": MORE_COLUMNS,
    }
    return render(request, "admin/products/load_catalogue.html", context)


def _report(request: HttpRequest, form: CatalogueForm, act: Callable[..., Any]) -> CatalogueReport | None:
    try:
        text = form.cleaned_data["file"].read().decode("utf-8-sig")
        rows = tables.rows(io.StringIO(text, newline=""), columns=COLUMNS, more=MORE_COLUMNS)
        report: CatalogueReport = act(rows=rows, at=clock.now())
    except (DomainError, UnicodeDecodeError, csv.Error) as error:
        what = error.message if isinstance(error, DomainError) else _("This is not a CSV file in UTF-8.")
        messages.error(request, what)
        return None
    return report
