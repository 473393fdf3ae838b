from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0030_people"),
        ("support", "0007_look_up_purpose"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
