import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0030_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='emailchange',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by staff'),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='evidence',
            field=models.CharField(blank=True, choices=[('called_back', 'called back at the phone number that we know'), ('document', 'identity document shown'), ('paper', 'letter or e-mail from the company, signed'), ('colleague', 'confirmed by another person of the company'), ('other', 'checked in another way')], max_length=20, verbose_name='how the person was checked'),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='reason',
            field=models.TextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddConstraint(
            model_name='emailchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('evidence', ''), ('reason', '')), models.Q(('by__isnull', False), models.Q(('evidence', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='email_change_by_staff_is_checked'),
        ),
    ]
