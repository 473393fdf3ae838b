"""Questions and answers, as staff edit them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from support.helpdesk.forms import LANGUAGES, FaqForm
from support.helpdesk.models import Faq


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what was typed as a customer will read it, in every language; nothing is saved."""
    if not request.user.has_perm("helpdesk.change_faq"):
        raise PermissionDenied
    typed = [
        (code, name, request.POST.get(f"question_{code}", ""), request.POST.get(f"answer_{code}", ""))
        for code, name in LANGUAGES.items()
    ]
    context = {**admin.site.each_context(request), "title": _("Preview"), "typed": typed}
    return render(request, "admin/helpdesk/faq_preview.html", context)


@admin.register(Faq)
class FaqAdmin(ModelAdmin):
    form = FaqForm
    list_display = ["question", "position", "is_shown", "languages"]
    list_filter = ["is_shown"]
    change_form_after_template = "admin/helpdesk/faq_preview_button.html"

    def get_urls(self) -> list[URLPattern]:
        own = path("preview/", self.admin_site.admin_view(preview), name="helpdesk_faq_preview")
        urls: list[URLPattern] = super().get_urls()
        return [own, *urls]

    @admin.display(description=_("Question"))
    def question(self, faq: Faq) -> str:
        return faq.question

    @display(description=_("Languages"), label={"whole": "success", "gap": "warning"})  # type: ignore[untyped-decorator]
    def languages(self, faq: Faq) -> tuple[str, Any]:
        """Name the languages whose readers get the English text."""
        if not faq.missing:
            return "whole", _("complete")
        names = ", ".join(str(LANGUAGES[code]) for code in faq.missing)
        return "gap", _("missing: %(names)s") % {"names": names}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Faq]:
        return Faq.objects.order_by("position", "pk")
