from django.urls import path

from billing import views

app_name = "billing"

urlpatterns = [
    path("payment/", views.payment, name="payment"),
    path("card/return/", views.card_return, name="card_return"),
    path("card/", views.card, name="card"),
    path("card/change/", views.change_card, name="change_card"),
    path("card/remove/", views.remove_card, name="remove_card"),
    path("done/", views.done, name="done"),
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/<str:number>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("invoices/<str:number>/pay/", views.pay, name="pay"),
    path("invoices/<str:number>/pay/card/", views.pay_by_card, name="pay_by_card"),
    path("invoices/<str:number>/pay/confirm/", views.pay_confirm, name="pay_confirm"),
    path("invoices/<str:number>/pay/return/", views.pay_return, name="pay_return"),
    path("invoices/<str:number>.xml", views.invoice_xml, name="invoice_xml"),
    path("invoices/copies/", views.copies, name="copies"),
    path("invoices/copies/<int:pk>/remove/", views.remove_copy_address, name="remove_copy_address"),
    path("credit-notes/<str:number>.pdf", views.credit_note_pdf, name="credit_note_pdf"),
    path("credit-notes/<str:number>.xml", views.credit_note_xml, name="credit_note_xml"),
    path("stripe/webhook", views.stripe_webhook, name="stripe_webhook"),
]
