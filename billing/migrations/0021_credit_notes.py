import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION billing_creditnote_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['pdf', 'pdf_sha256', 'sent_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'credit note % was issued and cannot be deleted', OLD.number;
    END IF;
    IF to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'credit note % was issued and cannot be changed', OLD.number;
    END IF;
    IF OLD.pdf_sha256 <> '' AND (NEW.pdf, NEW.pdf_sha256) IS DISTINCT FROM (OLD.pdf, OLD.pdf_sha256) THEN
        RAISE EXCEPTION 'the file of credit note % was made and cannot be replaced', OLD.number;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_creditnote_is_frozen BEFORE UPDATE OR DELETE ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION billing_creditnote_is_frozen();

CREATE TRIGGER billing_creditnoteline_is_frozen BEFORE UPDATE OR DELETE ON billing_creditnoteline
    FOR EACH ROW EXECUTE FUNCTION billing_invoiceline_is_frozen();

-- Whoever writes a credit note waits for the others of the same invoice; together they never take back more than it.
CREATE FUNCTION billing_creditnote_fits_its_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sold billing_invoice;
    net bigint;
    vat bigint;
BEGIN
    SELECT * INTO sold FROM billing_invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(net_cents), 0), coalesce(sum(vat_cents), 0) INTO net, vat
        FROM billing_creditnote WHERE invoice_id = NEW.invoice_id;
    IF net + NEW.net_cents > sold.net_cents OR vat + NEW.vat_cents > sold.vat_cents THEN
        RAISE EXCEPTION 'credit note % takes back more than invoice % was', NEW.number, sold.number;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_creditnote_fits_its_invoice BEFORE INSERT ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION billing_creditnote_fits_its_invoice();
"""

THAW = """
DROP TRIGGER billing_creditnote_fits_its_invoice ON billing_creditnote;
DROP FUNCTION billing_creditnote_fits_its_invoice();
DROP TRIGGER billing_creditnoteline_is_frozen ON billing_creditnoteline;
DROP TRIGGER billing_creditnote_is_frozen ON billing_creditnote;
DROP FUNCTION billing_creditnote_is_frozen();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_countries'),
        ('billing', '0020_vat_reasons'),
        ('subscriptions', '0004_term_cuts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='number')),
                ('reference', models.CharField(max_length=120, unique=True, verbose_name='reference')),
                ('reason', models.TextField(verbose_name='reason, as the buyer reads it')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('parties', models.JSONField(verbose_name='seller and buyer as they were at issue')),
                ('purchase_order', models.CharField(blank=True, max_length=60, verbose_name='purchase order number')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('net_cents', models.PositiveIntegerField(verbose_name='net in cents')),
                ('vat_cents', models.PositiveIntegerField(verbose_name='VAT in cents')),
                ('gross_cents', models.PositiveIntegerField(verbose_name='amount credited in cents')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('pdf', models.FileField(blank=True, max_length=200, upload_to='credit-notes/%Y', verbose_name='PDF')),
                ('pdf_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the PDF')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed at')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='accounts.company', verbose_name='company')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.invoice', verbose_name='invoice')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.seller', verbose_name='seller')),
                ('term', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_note', to='subscriptions.term', verbose_name='term that was cut short')),
            ],
            options={
                'verbose_name': 'credit note',
                'verbose_name_plural': 'credit notes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CreditNoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('text', models.TextField(verbose_name='what for')),
                ('net_cents', models.IntegerField(verbose_name='net in cents')),
                ('vat_category', models.CharField(choices=[('S', 'standard rate'), ('AE', 'reverse charge'), ('O', 'outside the scope of VAT')], max_length=2, verbose_name='VAT category')),
                ('vat_percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='VAT rate in percent')),
                ('vat_cents', models.IntegerField(verbose_name='VAT in cents')),
                ('vat_reason', models.TextField(blank=True, verbose_name='reason for the VAT')),
                ('vat_reason_code', models.CharField(blank=True, max_length=30, verbose_name='code of the reason')),
                ('credit_note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.creditnote', verbose_name='credit note')),
            ],
            options={
                'verbose_name': 'line of a credit note',
                'verbose_name_plural': 'lines of a credit note',
                'ordering': ['credit_note', 'position'],
            },
        ),
        migrations.CreateModel(
            name='CopyAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('since_at', models.DateTimeField(verbose_name='since')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'address for copies',
                'verbose_name_plural': 'addresses for copies',
                'ordering': ['company', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('company', 'email'), name='copies_go_to_an_address_once')],
            },
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['company', '-id'], name='billing_cre_company_fbe3e0_idx'),
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['id'], name='credit_note_unsent'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('gross_cents', django.db.models.expressions.CombinedExpression(models.F('net_cents'), '+', models.F('vat_cents')))), name='credit_note_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('gross_cents__gt', 0)), name='credit_note_takes_something_back'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at', None), models.Q(('pdf_sha256', ''), _negated=True), _connector='OR'), name='credit_note_sent_has_a_pdf'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.UniqueConstraint(fields=('credit_note', 'position'), name='credit_note_line_has_a_place'),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
