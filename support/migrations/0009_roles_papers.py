from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0022_bank"),
        ("support", "0008_roles_payments"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
