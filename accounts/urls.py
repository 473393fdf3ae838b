from django.urls import path
from django.views.generic import RedirectView, TemplateView

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
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("new-email/<str:token>/", views.new_email, name="new_email"),
    path("account/", views.my_account, name="my_account"),
    path("account/company/", views.company_address, name="company_address"),
    path("account/company/name/", views.company_facts, name="company_facts"),
    path("account/company/name/withdraw/", views.withdraw_change, name="withdraw_change"),
    path("account/person/", views.person, name="person"),
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/people/", views.people, name="people"),
    path("account/people/invite/", views.invite, name="invite"),
    path("account/people/invited/<int:pk>/again/", views.invite_again, name="invite_again"),
    path("account/people/invited/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("account/people/joining/<int:pk>/let-in/", views.accept_join_request, name="let_in"),
    path("account/people/joining/<int:pk>/keep-out/", views.decline_join_request, name="keep_out"),
    path("account/people/offer/accept/", views.accept_offer, name="accept_offer"),
    path("account/people/offer/end/", views.end_offer, name="end_offer"),
    path("account/people/<int:pk>/", views.colleague, name="colleague"),
    path("account/people/<int:pk>/remove/", views.remove, name="remove"),
    path("account/people/<int:pk>/offer/", views.offer, name="offer"),
    path("account/security/", views.security, name="security"),
    path("account/security/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("account/security/email/", views.change_email, name="change_email"),
    # Instead of allauth's page, which would let a person have several addresses.
    path("email/", RedirectView.as_view(pattern_name="accounts:change_email"), name="email"),
    path("account/data/", views.data, name="data"),
    path("account/data/export/", views.export, name="export"),
    path("account/data/copy/<int:pk>/", views.copy, name="copy"),
    path("account/data/erase/", views.erase_person, name="erase_person"),
    path("account/data/erase-company/", views.erase_company, name="erase_company"),
]
