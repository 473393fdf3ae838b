from django.urls import URLPattern, URLResolver, path

from support import views

app_name = "support"

urlpatterns: list[URLPattern | URLResolver] = [
    path("support/", views.contact, name="contact"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("staff/look-up/", views.look_up, name="look_up"),
    path("staff/mails/", views.mails, name="mails"),
    path("staff/members/<int:pk>/", views.member, name="member"),
    path("staff/members/<int:pk>/view-as/", views.view_as, name="view_as"),
    path("staff/viewing/end/", views.end_viewing, name="end_viewing"),
]
