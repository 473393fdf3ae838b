import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


STAYS = """
CREATE FUNCTION billing_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments are only added to: % of billing_payment is refused, write the opposite', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER billing_payment_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_payment
    FOR EACH STATEMENT EXECUTE FUNCTION billing_payment_stays();
"""

CHANGES = """
DROP TRIGGER billing_payment_stays ON billing_payment;
DROP FUNCTION billing_payment_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0002_seller_rates_and_triggers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_cents', models.IntegerField(verbose_name='amount in cents')),
                ('method', models.CharField(choices=[('card', 'card'), ('transfer', 'bank transfer')], max_length=10, verbose_name='payment')),
                ('reference', models.CharField(max_length=120, unique=True, verbose_name='reference')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('recorded_at', models.DateTimeField(verbose_name='written at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.invoice', verbose_name='invoice')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['invoice', 'id'], name='billing_pay_invoice_57b3f0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_cents', 0), _negated=True), name='payment_moves_money')],
            },
        ),
        migrations.RunSQL(STAYS, CHANGES),
    ]
