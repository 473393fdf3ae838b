from django.urls import URLPattern, URLResolver, path

from support import views

app_name = "support"

urlpatterns: list[URLPattern | URLResolver] = [
    path("support/", views.contact, name="contact"),
    path("support/ask/", views.ask, name="ask"),
    path("support/questions/", views.tickets, name="tickets"),
    path("support/questions/<int:pk>/", views.ticket, name="ticket"),
    path("support/questions/<int:pk>/close/", views.close_ticket, name="close_ticket"),
    path("support/files/<int:pk>/", views.ticket_file, name="ticket_file"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("staff/boards/", views.first_board, name="boards"),
    path("staff/boards/<slug:code>/", views.board, name="board"),
    path("staff/look-up/", views.look_up, name="look_up"),
    path("staff/mails/", views.mails, name="mails"),
    path("staff/members/<int:pk>/", views.member, name="member"),
    path("staff/members/<int:pk>/notes/", views.write_note, name="write_note"),
    path("staff/members/<int:pk>/mails/<int:mail>/", views.mail, name="mail"),
    path("staff/members/<int:pk>/acts/<slug:slug>/", views.act, name="act"),
    path("staff/members/<int:pk>/acts/<slug:slug>/<int:thing>/", views.act, name="act"),
    path("staff/members/<int:pk>/view-as/", views.view_as, name="view_as"),
    path("staff/viewing/end/", views.end_viewing, name="end_viewing"),
]
