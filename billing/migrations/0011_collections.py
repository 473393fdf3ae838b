import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_countries'),
        ('billing', '0010_payments'),
        ('subscriptions', '0004_term_cuts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('off_session', 'without the customer'), ('on_session', 'by the customer')], max_length=20, verbose_name='kind')),
                ('amount_cents', models.PositiveIntegerField(verbose_name='amount in cents')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='idempotency key')),
                ('status', models.CharField(choices=[('unknown', 'not known yet'), ('at_customer', "with the customer's bank"), ('paid', 'paid'), ('declined', 'declined'), ('needs_customer', 'needs the customer'), ('void', 'did not happen')], default='unknown', max_length=20, verbose_name='status')),
                ('intent_id', models.CharField(blank=True, max_length=80, verbose_name='Stripe PaymentIntent')),
                ('decline_code', models.CharField(blank=True, max_length=80, verbose_name='decline code')),
                ('problem', models.TextField(blank=True, verbose_name='what stood in the way')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('ask_at', models.DateTimeField(blank=True, null=True, verbose_name='to be asked at')),
                ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='times asked')),
                ('errors', models.PositiveSmallIntegerField(default=0, verbose_name='errors answered')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
            ],
            options={
                'verbose_name': 'attempt to charge',
                'verbose_name_plural': 'attempts to charge',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='collection', serialize=False, to='billing.invoice', verbose_name='invoice')),
                ('stage', models.CharField(choices=[('charge', 'card to be charged'), ('remind', 'customer to be reminded'), ('suspended', 'benefits suspended'), ('settled', 'nothing is open')], max_length=10, verbose_name='stage')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next step at')),
                ('declines', models.PositiveSmallIntegerField(default=0, verbose_name='declines')),
                ('reminders', models.PositiveSmallIntegerField(default=0, verbose_name='reminders')),
                ('ladder_at', models.DateTimeField(blank=True, null=True, verbose_name='reminders count from')),
                ('card_notice_at', models.DateTimeField(blank=True, null=True, verbose_name='told that the card expires at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
            ],
            options={
                'verbose_name': 'collection',
                'verbose_name_plural': 'collections',
                'ordering': ['next_at', 'invoice'],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unknown_payment', 'paid at Stripe, not known here'), ('missed_payment', 'paid at Stripe, was booked by the comparison'), ('missing_payment', 'paid here, not at Stripe'), ('other_amount', 'another amount'), ('other_refund', 'another sum of refunds')], max_length=20, verbose_name='kind')),
                ('intent_id', models.CharField(max_length=80, verbose_name='Stripe PaymentIntent')),
                ('stripe_cents', models.IntegerField(verbose_name='cents at Stripe')),
                ('our_cents', models.IntegerField(verbose_name='cents here')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='cleared at')),
            ],
            options={
                'verbose_name': 'difference from Stripe',
                'verbose_name_plural': 'differences from Stripe',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dispute_id', models.CharField(max_length=80, unique=True, verbose_name='Stripe dispute')),
                ('amount_cents', models.PositiveIntegerField(verbose_name='amount in cents')),
                ('reason', models.CharField(max_length=60, verbose_name='reason')),
                ('status', models.CharField(max_length=40, verbose_name='status')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'dispute',
                'verbose_name_plural': 'disputes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_cents', models.PositiveIntegerField(verbose_name='amount in cents')),
                ('method', models.CharField(choices=[('card', 'card'), ('transfer', 'bank transfer')], max_length=10, verbose_name='by')),
                ('status', models.CharField(choices=[('due', 'to be done'), ('done', 'done'), ('failed', 'failed, goes by transfer instead')], default='due', max_length=10, verbose_name='status')),
                ('reference', models.CharField(max_length=120, unique=True, verbose_name='reference')),
                ('intent_id', models.CharField(blank=True, max_length=80, verbose_name='Stripe PaymentIntent')),
                ('refund_id', models.CharField(blank=True, max_length=80, verbose_name='Stripe refund')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='idempotency key')),
                ('problem', models.TextField(blank=True, verbose_name='what stood in the way')),
                ('requested_at', models.DateTimeField(verbose_name='requested at')),
                ('ask_at', models.DateTimeField(blank=True, null=True, verbose_name='to be asked at')),
                ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='times asked')),
                ('errors', models.PositiveSmallIntegerField(default=0, verbose_name='errors answered')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField(verbose_name='why')),
                ('from_at', models.DateTimeField(verbose_name='from')),
                ('until_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'stop',
                'verbose_name_plural': 'stops',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='cardauthorisation',
            name='forgotten_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='forgotten by Stripe at'),
        ),
        migrations.AddField(
            model_name='cardauthorisation',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='removed at'),
        ),
        migrations.AlterField(
            model_name='cardauthorisation',
            name='status',
            field=models.CharField(choices=[('open', 'at the card page'), ('authorised', 'authorised'), ('ended', 'given up'), ('removed', 'removed or replaced')], default='open', max_length=20, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='cardauthorisation',
            constraint=models.UniqueConstraint(condition=models.Q(('sign_up', None), ('status', 'open')), fields=('company',), name='company_changes_one_card_at_a_time'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='card',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.cardauthorisation', verbose_name='card'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='collection',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by'),
        ),
        migrations.AddField(
            model_name='difference',
            name='cleared_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cleared by'),
        ),
        migrations.AddField(
            model_name='difference',
            name='invoice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='refund',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='transferred by'),
        ),
        migrations.AddField(
            model_name='refund',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddField(
            model_name='stop',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='stop',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='accounts.company', verbose_name='company'),
        ),
        migrations.AddField(
            model_name='stop',
            name='invoice',
            field=models.ForeignKey(blank=True, help_text='Empty: every invoice of the company.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='billing.invoice', verbose_name='invoice'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('ask_at', None), _negated=True), fields=['ask_at'], name='attempt_to_ask'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['unknown', 'at_customer'])), fields=('invoice',), name='invoice_has_one_open_attempt'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('intent_id', ''), _negated=True), fields=('intent_id',), name='attempt_has_its_own_intent'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ask_at__isnull', False), ('settled_at', None), ('status__in', ['unknown', 'at_customer'])), models.Q(models.Q(('status__in', ['unknown', 'at_customer']), _negated=True), ('ask_at', None), ('settled_at__isnull', False)), _connector='OR'), name='attempt_is_asked_until_settled'),
        ),
        migrations.AddIndex(
            model_name='collection',
            index=models.Index(condition=models.Q(('next_at', None), _negated=True), fields=['next_at'], name='collection_due'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('stage__in', ['charge', 'remind'])), models.Q(('next_at', None), ('stage__in', ['suspended', 'settled'])), _connector='OR'), name='collection_goes_on_or_is_over'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.UniqueConstraint(fields=('kind', 'intent_id', 'stripe_cents', 'our_cents'), name='difference_is_found_once'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('ask_at', None), _negated=True), fields=['ask_at'], name='refund_to_ask'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('refund_id', ''), _negated=True), fields=('refund_id',), name='refund_has_its_own_id'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents__gt', 0)), name='refund_moves_money'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('status', 'due')), models.Q(models.Q(('status', 'due'), _negated=True), ('ask_at', None), ('settled_at__isnull', False)), _connector='OR'), name='refund_is_asked_until_settled'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('company', 'invoice'), name='stop_stands_once', nulls_distinct=False),
        ),
    ]
