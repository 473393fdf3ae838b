from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0010_life_of_a_membership"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
