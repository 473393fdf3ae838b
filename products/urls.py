from django.urls import path

from products.views import calculator, files, models, papers, transfers
from products.views import gear as views

app_name = "products"

urlpatterns = [
    path("", views.my_products, name="list"),
    path("gear-list.csv", papers.gear_csv, name="gear_csv"),
    path("gear-list.pdf", papers.gear_pdf, name="gear_pdf"),
    path("models/", models.models, name="models"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("register/", views.register, name="register"),
    path("photo/", files.from_photo, name="from_photo"),
    path("list/", files.from_file, name="from_file"),
    path("list/sample.csv", files.sample, name="sample"),
    path("list/<int:pk>/", files.file, name="file"),
    path("list/<int:pk>/confirm/", files.confirm, name="confirm_file"),
    path("list/<int:pk>/failed.csv", files.failed, name="failed_rows"),
    path("migrate/", views.migrate, name="migrate"),
    path("old-address/", views.mail_proof_link, name="prove"),
    path("old-address/<str:token>/", views.proof, name="proof"),
    path("transfers/ask/", transfers.ask, name="ask"),
    path("transfers/<int:pk>/", transfers.claim, name="claim"),
    path("transfers/<int:pk>/release/", transfers.release, name="release"),
    path("transfers/<int:pk>/contest/", transfers.dispute_transfer, name="contest"),
    path("transfers/<int:pk>/withdraw/", transfers.withdraw, name="withdraw"),
    path("papers/<int:pk>/", papers.proof, name="paper"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/transfer/", transfers.ask_for, name="ask_for"),
    path("<int:pk>/papers/", papers.add_proof, name="add_proof"),
    path("<int:pk>/end/", views.end, name="end"),
]
