import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# unaccent() may change with its dictionary and is therefore not immutable; ours names the dictionary, and an
# index needs the promise.
FOLDED = """
    CREATE FUNCTION cps_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""
# What the look-up asks of other apps' tables; they have no use for these indexes themselves.
INDEXES = {
    "support_company_name": "ON accounts_company USING gin (cps_folded(legal_name) gin_trgm_ops)",
    "support_company_invoice_email": "ON accounts_company (invoice_email)",
    "support_email_to": 'ON post_office_email USING hash ("to")',
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("post_office", "0014_alter_email_recipient_delivery_status_and_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FOLDED, "DROP FUNCTION cps_folded(text)"),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} {what}", f"DROP INDEX {name}")
            for name, what in INDEXES.items()
        ),
        migrations.CreateModel(
            name="Faq",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True, verbose_name="name in the address")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("questions", models.JSONField(default=dict, verbose_name="question by language")),
                ("answers", models.JSONField(default=dict, verbose_name="answer by language")),
                ("is_shown", models.BooleanField(default=True, verbose_name="shown")),
            ],
            options={
                "verbose_name": "question and answer",
                "verbose_name_plural": "questions and answers",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LookUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("query", models.CharField(blank=True, max_length=200, verbose_name="what was looked for")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                ("company", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="look_ups", to="accounts.company", verbose_name="company")),
            ],
            options={
                "verbose_name": "look-up",
                "verbose_name_plural": "look-ups",
                "ordering": ["-pk"],
                "permissions": [("look_up", "Can look members up and open their pages")],
                "indexes": [
                    models.Index(fields=["by", "-id"], name="support_loo_by_id_39ef40_idx"),
                    models.Index(fields=["company", "-id"], name="support_loo_company_a2bd30_idx"),
                ],
            },
        ),
    ]
