from django.urls import URLPattern, URLResolver, path

from support.members import views

app_name = "members"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/members/<int:pk>/", views.member, name="member"),
    path("staff/members/<int:pk>/notes/", views.write_note, name="write_note"),
    path("staff/members/<int:pk>/mails/<int:mail>/", views.mail, name="mail"),
    path("staff/members/<int:pk>/acts/<slug:slug>/", views.act, name="act"),
    path("staff/members/<int:pk>/acts/<slug:slug>/<int:thing>/", views.act, name="act"),
]
