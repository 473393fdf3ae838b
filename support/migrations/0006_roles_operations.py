from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [("support", "0005_interface")]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
