from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0011_keys_of_list_rows"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
