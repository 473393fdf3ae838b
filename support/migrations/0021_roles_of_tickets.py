from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [("support", "0020_tickets")]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
