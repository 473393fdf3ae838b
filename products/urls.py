from django.urls import path

from products import views

app_name = "products"

urlpatterns = [
    path("", views.my_products, name="list"),
    path("register/", views.register, name="register"),
    path("migrate/", views.migrate, name="migrate"),
    path("old-address/", views.mail_proof_link, name="prove"),
    path("old-address/<str:token>/", views.proof, name="proof"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/end/", views.end, name="end"),
]
