from django.urls import URLPattern, URLResolver, path

from support import views

app_name = "support"

urlpatterns: list[URLPattern | URLResolver] = [
    path("support/", views.contact, name="contact"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("staff/boards/", views.first_board, name="boards"),
    path("staff/boards/<slug:code>/", views.board, name="board"),
    path("staff/look-up/", views.look_up, name="look_up"),
    path("staff/mails/", views.mails, name="mails"),
    path("staff/members/<int:pk>/", views.member, name="member"),
]
