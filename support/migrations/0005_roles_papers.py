from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0021_credit_notes"),
        ("support", "0004_roles_payments"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
