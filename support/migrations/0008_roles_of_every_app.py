from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0030_people"),
        ("billing", "0022_bank"),
        ("points", "0010_comparisons_and_corrections"),
        ("products", "0021_fold_legacy_names"),
        ("subscriptions", "0010_life_of_a_membership"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
