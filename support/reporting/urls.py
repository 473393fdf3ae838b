from django.urls import URLPattern, URLResolver, path

from support.reporting import views

app_name = "reporting"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/boards/", views.first_board, name="boards"),
    path("staff/boards/<slug:code>/", views.board, name="board"),
]
