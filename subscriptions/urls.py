from django.urls import path

from subscriptions.views import card, membership

app_name = "subscriptions"

urlpatterns = [
    path("", membership.overview, name="overview"),
    path("sign-up/", membership.sign_up, name="sign_up"),
    path("levels/", membership.levels, name="levels"),
    path("choose/", membership.choose, name="choose"),
    path("review/", membership.review, name="review"),
    path("renew/", membership.renew, name="renew"),
    path("upgrade/", membership.upgrade, name="upgrade"),
    path("give-up/", membership.give_up, name="give_up"),
    path("automatic-renewal/on/", membership.switch_on, name="switch_on"),
    path("automatic-renewal/off/", membership.switch_off, name="switch_off"),
    path("renewal-level/", membership.renewal_level, name="renewal_level"),
    path("cancel/", membership.cancel, name="cancel"),
    path("resume/", membership.resume, name="resume"),
    path("terms/", membership.terms_text, name="terms_text"),
    path("terms/accepted/<int:pk>.pdf", membership.accepted_terms, name="accepted_terms"),
    path("card/", card.card, name="card"),
    path("card/card.pdf", card.card_pdf, name="card_pdf"),
    path("card/sheet.pdf", card.sheet_pdf, name="card_sheet_pdf"),
    path("card/wallet.pkpass", card.wallet_pass, name="wallet_pass"),
    path("check/<str:token>/", card.check, name="check"),
]
