from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_collections"), ("support", "0007_look_up_purpose")]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
