
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support', '0021_roles_of_tickets'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyFigures',
            fields=[
                ('on', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('counted_at', models.DateTimeField(verbose_name='counted at')),
            ],
            options={
                'verbose_name': 'figures of a day',
                'verbose_name_plural': 'figures of days',
                'ordering': ['-on'],
            },
        ),
    ]
