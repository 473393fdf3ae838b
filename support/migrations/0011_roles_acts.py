from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0040_email_changes_by_staff"),
        ("billing", "0030_extensions"),
        ("support", "0010_notes_and_deeds"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
