"""The six levels, and the triggers that keep the ledger from being rewritten."""

from typing import Any

from django.db import migrations


LEVELS = [
    ("silver", "CPS Silver", "personal", 500),
    ("gold", "CPS Gold", "personal", 1000),
    ("platinum", "CPS Platinum", "personal", 1600),
    ("corporate-c", "CPS Corporate C", "corporate", 2500),
    ("corporate-b", "CPS Corporate B", "corporate", 4500),
    ("corporate-a", "CPS Corporate A", "corporate", 10000),
]

REFUSE = """
CREATE FUNCTION points_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % of points_entry is refused, write a reversing entry', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER points_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON points_entry
    FOR EACH STATEMENT EXECUTE FUNCTION points_entry_stays();
"""

ALLOW = """
DROP TRIGGER points_entry_stays ON points_entry;
DROP FUNCTION points_entry_stays();
"""

def add_levels(apps: Any, schema_editor: Any) -> None:
    level = apps.get_model("points", "Level")
    for code, name, group, minimum in LEVELS:
        level.objects.get_or_create(code=code, defaults={"name": name, "group": group, "minimum": minimum})


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]
    operations = [
        migrations.RunPython(add_levels, migrations.RunPython.noop),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
