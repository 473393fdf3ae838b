from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from accounts.models import (
    ColleagueInvitation,
    Company,
    DataRequest,
    Handover,
    JoinRequest,
    LogIn,
    ParticipatingCountry,
    Role,
    User,
    VatCheck,
)
from cps_portal.lib.admin import ReadOnly


class RoleInline(ReadOnly, TabularInline):
    model = Role
    fields = ["user", "kind", "since_at"]
    extra = 0


@admin.register(Company)
class CompanyAdmin(ReadOnly, ModelAdmin):
    list_display = ["legal_name", "country", "vat_number", "city", "created_at"]
    list_filter = ["country"]
    search_fields = ["legal_name", "vat_number", "registration_number"]
    show_full_result_count = False
    inlines = [RoleInline]


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People; whether they are staff, active, and in which groups is decided here."""

    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    show_full_result_count = False
    fields = [
        "email",
        "name",
        "phone",
        "language",
        "is_active",
        "is_staff",
        "groups",
        "last_login",
        "date_joined",
    ]
    readonly_fields = ["email", "last_login", "date_joined"]
    filter_horizontal = ["groups"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes somebody who may do more than they."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Role)
class RoleAdmin(ReadOnly, ModelAdmin):
    list_display = ["user", "company", "kind", "since_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "company"]
    search_fields = ["user__email", "company__legal_name"]
    show_full_result_count = False


@admin.register(ParticipatingCountry)
class ParticipatingCountryAdmin(ModelAdmin):
    list_display = ["__str__", "code", "from_on", "until_on", "excluded_postcodes"]
    search_fields = ["code"]


@admin.register(VatCheck)
class VatCheckAdmin(ReadOnly, ModelAdmin):
    list_display = [
        "number",
        "status",
        "attempts",
        "due_at",
        "answered_at",
        "consultation_number",
        "trader_name",
    ]
    list_filter = ["status"]
    search_fields = ["number"]
    show_full_result_count = False


@admin.register(LogIn)
class LogInAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "user", "browser", "address", "ended_at"]
    list_select_related = ["user"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["user", "at", "browser", "address", "ended_at"]


@admin.register(ColleagueInvitation)
class ColleagueInvitationAdmin(ReadOnly, ModelAdmin):
    list_display = [
        "email",
        "company",
        "kind",
        "by",
        "invited_at",
        "mailed_at",
        "accepted_at",
        "withdrawn_at",
    ]
    list_select_related = ["company", "by"]
    search_fields = ["email", "company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False
    exclude = ["digest"]


@admin.register(Handover)
class HandoverAdmin(ReadOnly, ModelAdmin):
    list_display = ["company", "by", "to", "offered_at", "accepted_at", "ended_at"]
    list_select_related = ["company", "by", "to"]
    search_fields = ["company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnly, ModelAdmin):
    list_display = ["application", "company", "status", "asked_at", "decided_at", "decided_by"]
    list_filter = ["status"]
    list_select_related = ["application", "company", "decided_by"]
    search_fields = ["company__legal_name", "application__email"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnly, ModelAdmin):
    list_display = ["kind", "user", "company", "asked_at", "done_at", "refusal"]
    list_filter = ["kind"]
    list_select_related = ["user", "company"]
    search_fields = ["=user__email", "company__legal_name"]
    ordering = ["-pk"]
    show_full_result_count = False
    exclude = ["file"]
