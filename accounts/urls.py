from django.urls import path
from django.views.generic import TemplateView

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/resume/<str:token>/", views.resume, name="resume"),
    path("register/<uuid:key>/document/shown/", views.registered_document, name="registered_document"),
    path("register/<uuid:key>/sent/", views.registered, name="registered"),
    path("register/<uuid:key>/<slug:step>/", views.register_step, name="register_step"),
    path("application/", views.status_again, name="status_again"),
    path(
        "application/mailed/",
        TemplateView.as_view(template_name="accounts/status_mailed.html"),
        name="status_mailed",
    ),
    path("application/<str:token>/", views.status, name="status"),
    path("application/<str:token>/answer/", views.answer, name="answer"),
    path("application/<str:token>/renew/", views.renew_link, name="renew_link"),
    path(
        "set-password/mailed/",
        TemplateView.as_view(template_name="accounts/set_password_mailed.html"),
        name="set_password_mailed",
    ),
    path("set-password/<str:token>/", views.set_password, name="set_password"),
    path("set-password/<str:token>/again/", views.set_password_again, name="set_password_again"),
    path("account/", views.my_account, name="my_account"),
]
