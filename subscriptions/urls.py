from django.urls import path

from subscriptions import views

app_name = "subscriptions"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("sign-up/", views.sign_up, name="sign_up"),
    path("levels/", views.levels, name="levels"),
    path("choose/", views.choose, name="choose"),
    path("review/", views.review, name="review"),
    path("renew/", views.renew, name="renew"),
    path("upgrade/", views.upgrade, name="upgrade"),
    path("give-up/", views.give_up, name="give_up"),
    path("automatic-renewal/on/", views.switch_on, name="switch_on"),
    path("automatic-renewal/off/", views.switch_off, name="switch_off"),
    path("renewal-level/", views.renewal_level, name="renewal_level"),
    path("cancel/", views.cancel, name="cancel"),
    path("resume/", views.resume, name="resume"),
    path("terms/", views.terms_text, name="terms_text"),
]
