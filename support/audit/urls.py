from django.urls import URLPattern, URLResolver, path

from support.audit import views

app_name = "audit"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/members/<int:pk>/view-as/", views.view_as, name="view_as"),
    path("staff/viewing/end/", views.end_viewing, name="end_viewing"),
]
