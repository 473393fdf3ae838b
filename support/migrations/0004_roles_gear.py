from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0010_transfers_proofs_and_files"),
        ("support", "0003_roles"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
