from django.urls import path

from points import views

app_name = "points"

urlpatterns = [
    path("", views.statement, name="statement"),
    path("statement.csv", views.statement_file, name="statement_file"),
]
