from django.urls import URLPattern, URLResolver, path

from support.operations import views

app_name = "operations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
