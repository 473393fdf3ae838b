"""Every address of the portal begins here."""

from django.contrib import admin
from django.urls import include, path

from cps_portal import pages
from support.interface.api import api

urlpatterns = [
    path("", pages.start, name="start"),
    path("home/", pages.home, name="home"),
    path("language/", pages.set_language, name="set_language"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("staff/clock/", pages.move_clock, name="move_clock"),
    path("health/live", pages.live, name="live"),
    path("", include("accounts.urls")),
    path("points/", include("points.urls")),
    path("products/", include("products.urls")),
    path("subscriptions/", include("subscriptions.urls")),
    path("billing/", include("billing.urls")),
    path("", include("support.helpdesk.urls")),
    path("", include("support.lookup.urls")),
    path("", include("support.members.urls")),
    path("", include("support.audit.urls")),
    path("", include("support.reporting.urls")),
    path("", include("support.operations.urls")),
    path("", include("support.staff_site.urls")),
    path("api/v1/", api.urls),
    path("", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
