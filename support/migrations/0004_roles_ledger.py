from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0010_comparisons_and_corrections"),
        ("products", "0021_fold_legacy_names"),
        ("support", "0004_roles_gear"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
