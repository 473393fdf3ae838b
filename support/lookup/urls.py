from django.urls import URLPattern, URLResolver, path

from support.lookup import views

app_name = "lookup"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/look-up/", views.look_up, name="look_up"),
]
