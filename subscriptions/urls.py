from django.urls import path

from subscriptions import views

app_name = "subscriptions"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("sign-up/", views.sign_up, name="sign_up"),
    path("levels/", views.levels, name="levels"),
    path("choose/", views.choose, name="choose"),
    path("review/", views.review, name="review"),
    path("terms/", views.terms_text, name="terms_text"),
]
