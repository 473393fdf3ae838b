from django.urls import path

from billing import views

app_name = "billing"

urlpatterns = [
    path("payment/", views.payment, name="payment"),
    path("card/return/", views.card_return, name="card_return"),
    path("done/", views.done, name="done"),
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/<str:number>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("invoices/<str:number>.xml", views.invoice_xml, name="invoice_xml"),
    path("invoices/copies/", views.copies, name="copies"),
    path("invoices/copies/<int:pk>/remove/", views.remove_copy_address, name="remove_copy_address"),
    path("credit-notes/<str:number>.pdf", views.credit_note_pdf, name="credit_note_pdf"),
    path("credit-notes/<str:number>.xml", views.credit_note_xml, name="credit_note_xml"),
    path("stripe/webhook", views.stripe_webhook, name="stripe_webhook"),
]
