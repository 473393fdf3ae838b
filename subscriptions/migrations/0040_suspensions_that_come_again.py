from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subscriptions', '0020_fees_by_country_and_dated_benefits'),
    ]

    operations = [
        migrations.AlterField(
            model_name='suspension',
            name='reference',
            field=models.CharField(max_length=120, verbose_name='reference'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('reference',), name='suspension_stands_once_per_reference'),
        ),
    ]
