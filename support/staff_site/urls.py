from django.urls import URLPattern, URLResolver, path

from support.staff_site import views

app_name = "staff_site"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/mails/", views.mails, name="mails"),
]
