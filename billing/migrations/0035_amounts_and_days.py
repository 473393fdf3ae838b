
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0030_people'),
        ('billing', '0030_extensions'),
        ('subscriptions', '0020_fees_by_country_and_dated_benefits'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['started_at'], name='attempt_started'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['gross_cents', '-id'], name='invoice_by_amount'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['issued_on'], name='invoice_issued'),
        ),
    ]
