from django.urls import path

from billing import views

app_name = "billing"

urlpatterns = [
    path("payment/", views.payment, name="payment"),
    path("card/return/", views.card_return, name="card_return"),
    path("done/", views.done, name="done"),
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/<str:number>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("stripe/webhook", views.stripe_webhook, name="stripe_webhook"),
]
