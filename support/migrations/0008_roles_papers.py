from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0022_bank"),
        ("support", "0004_roles_payments"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
