"""Names of models that nobody knew: matched once for every row that waits; and the reports of imports."""

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.db.models.fields.json import KeyTextTransform
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cps_portal.lib.errors import DomainError
from products import actions
from products.models import LegacyImport, LegacyProduct, Product
from products.names import folded

MOST = 200
SUGGESTED = 5
ALIKE = 0.3
PAPERS = {"report": "report", "need-human": "need_human"}


class MatchForm(forms.Form):
    """Which model of the catalogue a name means: those that look alike come first, but none is chosen for anybody."""

    product = forms.ChoiceField()

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = list(Product.objects.all())
        field = self.fields["product"]
        field.label = _("Model")
        field.choices = [("", _("Choose a model")), *_choices(self.products, name)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Product:
        return next(one for one in self.products if str(one.pk) == self.cleaned_data["product"])


def _choices(products: list[Product], name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    matcher = SequenceMatcher(b=name)
    scored = []
    for product in products:
        matcher.set_seq1(folded(product.name))
        scored.append((matcher.ratio(), product))
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])[:SUGGESTED]
    groups = [
        (str(Product.Category(category).label), [(str(one.pk), one.name) for one in models])
        for category, models in groupby(products, key=lambda one: one.category)
    ]
    suggested = [(_("Perhaps"), [(str(one.pk), one.name) for _ratio, one in alike])] if alike else []
    return [*suggested, *groups]


def _require_right(request: HttpRequest) -> None:
    if not request.user.has_perm("products.add_alias"):
        raise PermissionDenied


@require_safe
def unknown_models(request: HttpRequest) -> HttpResponse:
    _require_right(request)
    rows = LegacyProduct.objects.unknown_models().order_by()
    groups = rows.values("folded").annotate(
        number=Count("pk"), example=Min(KeyTextTransform("product", "raw"))
    )
    context = {"groups": groups.order_by("-number", "folded")[:MOST], "title": _("Unknown models")}
    return render(request, "admin/products/unknown_models.html", _in_admin(request, **context))


@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest) -> HttpResponse:
    _require_right(request)
    name = request.GET.get("name", "")
    form = MatchForm(request.POST or None, name=name)
    if request.method == "POST" and form.is_valid():
        return _done(request, lambda: actions.match_model(folded=name, product=form.chosen), _matched)
    rows = LegacyProduct.objects.unknown_models().filter(folded=name).select_related("member")
    context = {"form": form, "name": name, "number": rows.count(), "rows": rows.order_by("pk")[:10]}
    page = _in_admin(request, title=_("Which model is this?"), **context)
    return render(request, "admin/products/unknown_model.html", page)


@require_POST
def set_aside(request: HttpRequest) -> HttpResponse:
    _require_right(request)
    name = request.GET.get("name", "")
    return _done(request, lambda: actions.set_aside_model(folded=name), _put_aside)


def _done(request: HttpRequest, act: Callable[[], int], say: Callable[[int], str]) -> HttpResponse:
    try:
        messages.success(request, say(act()))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:products_legacyproduct_unknown")


def _matched(number: int) -> str:
    return ngettext("%(number)s row is matched.", "%(number)s rows are matched.", number) % {"number": number}


def _put_aside(number: int) -> str:
    return ngettext("%(number)s row is set aside.", "%(number)s rows are set aside.", number) % {
        "number": number
    }


@require_safe
def paper(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """Hand out a report of an import."""
    if not request.user.has_perm("products.view_legacyimport") or name not in PAPERS:
        raise Http404
    file = getattr(get_object_or_404(LegacyImport, pk=pk), PAPERS[name])
    if not file:
        raise Http404
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=f"import-{pk}-{name}.csv",
        content_type="text/csv; charset=utf-8",
    )


def _in_admin(request: HttpRequest, **context: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), **context}


ADDRESSES = {
    "unknown": ("unknown/", unknown_models),
    "match": ("unknown/match/", match),
    "set_aside": ("unknown/set-aside/", set_aside),
}
