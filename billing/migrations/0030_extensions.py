import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


# The day until which staff have extended an invoice comes later, too; the column that follows from it is not known
# to a trigger before the row is written.
LATER = """
CREATE OR REPLACE FUNCTION billing_invoice_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY[%s];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % was issued and cannot be deleted', OLD.number;
    END IF;
    IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'invoice % was issued and cannot be changed', OLD.number;
    END IF;
    IF OLD.pdf_sha256 <> '' AND (NEW.pdf, NEW.pdf_sha256) IS DISTINCT FROM (OLD.pdf, OLD.pdf_sha256) THEN
        RAISE EXCEPTION 'the file of invoice % was made and cannot be replaced', OLD.number;
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = "'pdf', 'pdf_sha256', 'sent_at', 'paid_at', 'payment', 'card_id'"
NOW = f"{BEFORE}, 'extended_until_on', 'payable_on'"
STAYS = """
CREATE FUNCTION billing_extension_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'extensions are only added to: % of billing_extension is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER billing_extension_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_extension
    FOR EACH STATEMENT EXECUTE FUNCTION billing_extension_stays();
"""
CHANGES = """
DROP TRIGGER billing_extension_stays ON billing_extension;
DROP FUNCTION billing_extension_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0030_people'),
        ('billing', '0022_bank'),
        ('subscriptions', '0040_suspensions_that_come_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before_on', models.DateField(verbose_name='before that to be paid by')),
                ('until_on', models.DateField(verbose_name='to be paid by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'extension of a due date',
                'verbose_name_plural': 'extensions of due dates',
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveIndex(
            model_name='invoice',
            name='invoice_unpaid_due',
        ),
        migrations.AddField(
            model_name='invoice',
            name='extended_until_on',
            field=models.DateField(blank=True, null=True, verbose_name='extended until'),
        ),
        migrations.AlterField(
            model_name='invoice',
            name='due_on',
            field=models.DateField(help_text='As it is printed.', verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='payable_on',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('extended_until_on', 'due_on'), help_text='The day that counts: the printed one, or the one until which staff have extended it.', output_field=models.DateField(), verbose_name='to be paid by'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(condition=models.Q(('paid_at', None)), fields=['payable_on'], name='invoice_unpaid_payable'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('extended_until_on', None), ('extended_until_on__gt', models.F('due_on')), _connector='OR'), name='invoice_is_extended_beyond_its_due_day'),
        ),
        migrations.AddField(
            model_name='extension',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='extension',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('before_on'))), name='extension_gives_time'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='extension_has_a_reason'),
        ),
        migrations.RunSQL(LATER.replace("%s", NOW), LATER.replace("%s", BEFORE)),
        migrations.RunSQL(STAYS, CHANGES),
    ]
