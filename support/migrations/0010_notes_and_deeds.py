import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0040_email_changes_by_staff'),
        ('support', '0009_roles_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True, verbose_name='key of the form')),
                ('act', models.CharField(choices=[('send-again', 'mail sent again'), ('correct-points', 'points corrected'), ('grant-transfer', 'transfer granted'), ('decline-transfer', 'transfer declined'), ('change-email', 'e-mail changed after a check'), ('extend-due-date', 'due date extended'), ('withdraw', 'withdrawal proposed'), ('credit', 'invoice credited')], max_length=20, verbose_name='act')),
                ('about', models.CharField(blank=True, max_length=20, verbose_name='about')),
                ('outcome', models.CharField(blank=True, max_length=20, verbose_name='what came of it')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='accounts.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'act of staff',
                'verbose_name_plural': 'acts of staff',
                'ordering': ['-pk'],
                'permissions': [('resend_mail', 'Can send a mail again')],
                'indexes': [models.Index(fields=['company', '-id'], name='support_dee_company_51dfa1_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='deed_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('key', models.UUIDField(editable=False, unique=True, verbose_name='key of the form')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='accounts.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['company', '-id'], name='support_not_company_3e9ecf_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something')],
            },
        ),
    ]
