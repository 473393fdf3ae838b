"""Questions and answers, as staff edit them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from support.forms import FaqForm
from support.models import Faq


@admin.register(Faq)
class FaqAdmin(ModelAdmin):
    form = FaqForm
    list_display = ["question", "position", "is_shown"]
    list_filter = ["is_shown"]

    @admin.display(description=_("Question"))
    def question(self, faq: Faq) -> str:
        return faq.question

    def get_queryset(self, request: HttpRequest) -> QuerySet[Faq]:
        return Faq.objects.order_by("position", "pk")
