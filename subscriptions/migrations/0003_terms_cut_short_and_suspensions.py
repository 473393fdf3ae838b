from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def as_sold(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("subscriptions", "Term").objects.update(promised_until=models.F("ends_on"))


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_fees_benefits_and_terms")]

    operations = [
        migrations.AddField("term", "promised_until", models.DateField(null=True, verbose_name="sold until")),
        migrations.RunPython(as_sold, migrations.RunPython.noop),
        migrations.AlterField("term", "promised_until", models.DateField(verbose_name="sold until")),
    ]
