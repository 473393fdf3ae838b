"""The staff's doors to accounts: the verification queue, and what is known of people and companies."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from accounts.admin.applications import ApplicationAdmin, LookAdmin, PresenceAdmin
from accounts.admin.changes import CompanyChangeAdmin
from accounts.admin.people import (
    ColleagueInvitationAdmin,
    CompanyAdmin,
    DataRequestAdmin,
    HandoverAdmin,
    JoinRequestAdmin,
    LogInAdmin,
    ParticipatingCountryAdmin,
    RoleAdmin,
    UserAdmin,
    VatCheckAdmin,
)

# Staff log in by the portal's own page, so that the second factor is asked for.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
