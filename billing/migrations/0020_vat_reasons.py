"""The notes that papers bear as dated rows, and the VATEX code beside each reason."""

from datetime import date
from typing import Any

from django.db import migrations, models

# What the code said until now, with the articles of Directive 2006/112/EC.
NOTES = {
    "VATEX-EU-AE": {
        "en": "Reverse charge: the recipient of the service accounts for the VAT "
        "(Articles 44 and 196 of Directive 2006/112/EC).",
        "lv": "Nodokļa apgrieztā maksāšana: PVN aprēķina un maksā pakalpojuma saņēmējs "
        "(Direktīvas 2006/112/EK 44. un 196. pants).",
    },
    "VATEX-EU-O": {
        "en": "Outside the scope of EU VAT: service to a business established outside the VAT territory "
        "of the European Union (Article 44 of Directive 2006/112/EC).",
        "lv": "Ārpus ES PVN piemērošanas jomas: pakalpojums uzņēmumam, kas veic uzņēmējdarbību ārpus "
        "Eiropas Savienības PVN teritorijas (Direktīvas 2006/112/EK 44. pants).",
    },
}

# Lines that were issued before get the code that goes with their category; all else on them stays.
CODE_THE_OLD_LINES = """
ALTER TABLE billing_invoiceline DISABLE TRIGGER billing_invoiceline_is_frozen;
UPDATE billing_invoiceline SET vat_reason_code = 'VATEX-EU-' || vat_category WHERE vat_category IN ('AE', 'O');
ALTER TABLE billing_invoiceline ENABLE TRIGGER billing_invoiceline_is_frozen;
"""


def seed(apps: Any, schema_editor: Any) -> None:
    notes = apps.get_model("billing", "VatNote").objects
    for code, texts in NOTES.items():
        notes.get_or_create(code=code, from_on=date(2010, 1, 1), defaults={"texts": texts})


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0011_collections'),
    ]

    operations = [
        migrations.AddField(
            model_name='invoiceline',
            name='vat_reason_code',
            field=models.CharField(blank=True, max_length=30, verbose_name='code of the reason'),
        ),
        migrations.CreateModel(
            name='VatNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='VATEX code')),
                ('texts', models.JSONField(default=dict, verbose_name='texts')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'VAT note',
                'verbose_name_plural': 'VAT notes',
                'ordering': ['code', 'from_on'],
                'constraints': [models.UniqueConstraint(fields=('code', 'from_on'), name='vat_note_is_one_a_day')],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(CODE_THE_OLD_LINES, migrations.RunSQL.noop),
    ]
