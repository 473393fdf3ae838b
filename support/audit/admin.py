"""The staff log: who read and wrote what, searched by whoever checks it, and handed out as a file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.models import User
from cps_portal.lib import clock, paging, sheets
from cps_portal.lib.admin import ReadOnly
from support.audit.models import AuditEntry, Viewing
from support.lookup.search import find


class SearchForm(forms.Form):
    """What somebody who checks the log looks for; every part narrows it down."""

    who = forms.CharField(label=_("Member of staff"), max_length=100, required=False)
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"), label=_("Role"), required=False, empty_label=_("any")
    )
    company = forms.CharField(label=_("Company"), max_length=100, required=False)
    text = forms.CharField(label=_("Words in address or reason"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Read or written"), choices=[("", _("both")), *AuditEntry.Kind.choices], required=False
    )
    first = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def narrow(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the entries that were asked for; none while something typed cannot be understood."""
        if not self.is_valid():
            return entries.none()
        for name, given in self.cleaned_data.items():
            if given:
                entries = entries.filter(getattr(self, f"_{name}")(given))
        return entries

    def _who(self, text: str) -> Q:
        # Staff have roles, and are few; whoever has none is found by the whole address.
        words = Q(email__icontains=text) | Q(name__icontains=text)
        staff = User.objects.filter(words, groups__isnull=False).values("pk")
        return Q(by__in=staff) | Q(by__in=User.objects.filter(email=text.lower()).values("pk"))

    def _group(self, group: Group) -> Q:
        return Q(by__in=User.objects.filter(groups=group))

    def _company(self, text: str) -> Q:
        return Q(
            company__in=[hit.company.pk for hit in find(text, on=clock.today()).hits if not hit.is_guess]
        )

    def _text(self, text: str) -> Q:
        return Q(address__icontains=text) | Q(reason__icontains=text)

    def _kind(self, kind: str) -> Q:
        return Q(kind=kind)

    def _first(self, day: Any) -> Q:
        return Q(at__gte=clock.begins(day))

    def _last(self, day: Any) -> Q:
        return Q(at__lt=clock.end_of(day))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin):
    """A page by key instead of Django's list, which would count every row."""

    def get_urls(self) -> list[URLPattern]:
        file = path("log.csv", self.admin_site.admin_view(self.file), name="audit_auditentry_csv")
        return [file, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.select_related("by", "company", "viewing__person")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        form = self._asked(request)
        page = paging.newest_first(form.narrow(self.get_queryset(request)), before=request.GET.get("before"))
        frame = {**self.admin_site.each_context(request), "title": gettext("Staff log")}
        query = request.GET.copy()
        query.pop("before", None)
        context = {**frame, "form": form, "page": page, "query": query.urlencode()}
        return render(request, "admin/audit/audit.html", context)

    def file(self, request: HttpRequest) -> StreamingHttpResponse:
        """Hand out everything that was asked for, oldest first, as CSV."""
        entries = self._asked(request).narrow(self.get_queryset(request)).order_by("pk")
        return sheets.streamed(_rows(entries), head=HEAD, name="staff-log.csv")

    def _asked(self, request: HttpRequest) -> SearchForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return SearchForm(request.GET)


@admin.register(Viewing)
class ViewingAdmin(ReadOnly, ModelAdmin):
    list_display = ["began_at", "by", "person", "company", "purpose", "reason", "ended_at"]
    list_display_links = ["began_at"]
    list_select_related = ["by", "person", "company"]
    list_filter = ["purpose"]
    search_fields = ["=by__email", "=person__email"]
    ordering = ["-pk"]
    show_full_result_count = False


HEAD = [
    "number",
    "at",
    "by",
    "kind",
    "page",
    "address",
    "thing",
    "key",
    "company",
    "viewed as",
    "purpose",
    "reason",
    "network address",
    "answer",
]


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[Any]]:
    for one in entries.iterator(chunk_size=1000):
        seen_as = one.viewing.person.email if one.viewing else ""
        company = one.company.legal_name if one.company else ""
        when = timezone.localtime(one.at).isoformat(timespec="seconds")
        yield [
            *(one.pk, when, one.by.email, one.kind, one.route, one.address, one.thing, one.key),
            *(company, seen_as, one.purpose, one.reason, one.network_address or "", one.status or ""),
        ]
