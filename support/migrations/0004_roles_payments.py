from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_payments"), ("support", "0003_roles")]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
