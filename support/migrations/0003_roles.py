from django.db import migrations

from support import roles


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("billing", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("points", "0001_initial"),
        ("post_office", "0014_alter_email_recipient_delivery_status_and_more"),
        ("products", "0001_initial"),
        ("subscriptions", "0001_initial"),
        ("support", "0002_questions"),
    ]
    operations = [migrations.RunPython(roles.grant, migrations.RunPython.noop)]
