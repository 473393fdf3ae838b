from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [("support", "0004_job_runs")]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
