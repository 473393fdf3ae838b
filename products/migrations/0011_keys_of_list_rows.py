import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0010_transfers_proofs_and_files")]

    operations = [
        migrations.AddField(
            model_name="gearfilerow",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, verbose_name="key of the registration"),
            preserve_default=False,
        ),
    ]
