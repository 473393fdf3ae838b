"""The folded names of rows that were imported before they had a column."""

from typing import Any

from django.db import migrations

from products.names import folded


def fold(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("products", "LegacyProduct").objects
    batch = []
    for row in rows.filter(folded="").only("pk", "raw").iterator(chunk_size=2000):
        row.folded = folded(str(row.raw.get("product", "")))[:200]
        batch.append(row)
        if len(batch) == 2000:
            rows.bulk_update(batch, ["folded"])
            batch = []
    rows.bulk_update(batch, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("products", "0020_imports_of_the_old_programme")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
