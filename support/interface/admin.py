"""Tokens and endpoints of other systems: made here, shown once, ended here."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminURLInputWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.errors import DomainError
from support.interface import actions
from support.interface.models import Announcement, ApiToken, Delivery, Endpoint


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """For which system, what it may do, and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(label=_("expires on"), widget=UnfoldAdminDateWidget)

    class Meta:
        model = ApiToken
        fields = ["name", "scopes"]

    def clean_expires_on(self) -> datetime:
        """Let the token live to the end of the day before."""
        over = datetime.combine(self.cleaned_data["expires_on"], time(), timezone.get_current_timezone())
        now = clock.now()
        if not now < over <= now + actions.LONGEST_LIFE:
            latest = clock.on(now) + actions.LONGEST_LIFE - timedelta(days=1)
            raise ValidationError(
                gettext("Choose a day from tomorrow to %(latest)s.") % {"latest": latest.isoformat()}
            )
        return over


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """The address of another system."""

    url = forms.URLField(
        label=_("address"), max_length=300, assume_scheme="https", widget=UnfoldAdminURLInputWidget
    )

    class Meta:
        model = Endpoint
        fields = ["url"]

    def clean_url(self) -> str:
        """Refuse what the action would refuse, beside the field."""
        url = str(self.cleaned_data["url"])
        try:
            actions.demand_new_address(url=url)
        except DomainError as no:
            raise ValidationError(no.message) from no
        return url


class MadeOnce(ModelAdmin):
    """Rows that are made here with a secret that is shown once, and never changed afterwards."""

    ordering = ["-pk"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def show_once(self, request: HttpRequest, secret: str) -> None:
        said = _("Copy this now, it is not shown again:")
        messages.warning(request, format_html("{} <code>{}</code>", said, secret))

    def may_end(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))


@admin.register(ApiToken)
class ApiTokenAdmin(MadeOnce):
    form = TokenForm
    list_display = ["name", "beginning", "scopes", "expires_at", "revoked_at", "used_at", "by"]
    list_select_related = ["by"]
    actions = ["revoke"]

    def save_model(self, request: HttpRequest, obj: ApiToken, form: TokenForm, change: bool) -> None:
        made, text = actions.make_token(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            by=request.user,  # type: ignore[arg-type]
            expires_at=form.cleaned_data["expires_on"],
            at=clock.now(),
        )
        obj.__dict__.update(made.__dict__)
        self.show_once(request, text)

    @action(description=_("Revoke the chosen tokens"), permissions=["end"])  # type: ignore[untyped-decorator]
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset:
            actions.revoke_token(token=token, at=clock.now())

    has_end_permission = MadeOnce.may_end


@admin.register(Endpoint)
class EndpointAdmin(MadeOnce):
    form = EndpointForm
    list_display = ["url", "created_at", "closed_at", "by"]
    list_select_related = ["by"]
    actions = ["close"]

    def save_model(self, request: HttpRequest, obj: Endpoint, form: Any, change: bool) -> None:
        made = actions.open_endpoint(url=obj.url, by=request.user, at=clock.now())  # type: ignore[arg-type]
        obj.__dict__.update(made.__dict__)
        self.show_once(request, made.secret)

    @action(description=_("Close the chosen endpoints"), permissions=["end"])  # type: ignore[untyped-decorator]
    def close(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        for endpoint in queryset:
            actions.close_endpoint(endpoint=endpoint, at=clock.now())

    has_end_permission = MadeOnce.may_end


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, ModelAdmin):
    list_display = ["created_at", "kind", "company"]
    list_select_related = ["company"]
    list_filter = ["kind"]
    show_full_result_count = False


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):
    list_display = ["announcement", "endpoint", "attempts", "status", "problem", "due_at", "delivered_at"]
    list_select_related = ["announcement__company", "endpoint"]
    show_full_result_count = False
    actions = ["offer_again"]

    def has_offer_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("interface.add_endpoint"))

    @action(description=_("Offer the chosen deliveries again"), permissions=["offer"])  # type: ignore[untyped-decorator]
    def offer_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset:
            try:
                actions.offer_again(delivery=delivery, at=clock.now())
            except DomainError as no:
                messages.error(request, f"{delivery}: {no.message}")
