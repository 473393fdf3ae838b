from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0020_fees_by_country_and_dated_benefits"),
        ("support", "0008_roles_of_every_app"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
