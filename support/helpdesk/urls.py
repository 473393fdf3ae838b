from django.urls import URLPattern, URLResolver, path

from support.helpdesk import views

app_name = "helpdesk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("support/", views.contact, name="contact"),
    path("support/ask/", views.ask, name="ask"),
    path("support/questions/", views.tickets, name="tickets"),
    path("support/questions/<int:pk>/", views.ticket, name="ticket"),
    path("support/questions/<int:pk>/close/", views.close_ticket, name="close_ticket"),
    path("support/files/<int:pk>/", views.ticket_file, name="ticket_file"),
]
