"""The countries whose companies may apply to begin with."""

from datetime import date
from typing import Any

from django.db import migrations


CODES = "AT BE CH CZ DE DK EE ES FI FR GB HU IE IT LT LU LV NL NO PL PT SE SK".split()

# Mainland only: the Balearic and Canary Islands, Ceuta and Melilla; the Crown dependencies.
EXCLUDED = {"ES": ["07", "35", "38", "51", "52"], "GB": ["JE", "GY", "IM"]}

SINCE = date(2020, 1, 1)

def open_countries(apps: Any, schema_editor: Any) -> None:
    country = apps.get_model("accounts", "ParticipatingCountry")
    country.objects.bulk_create(
        country(code=code, from_on=SINCE, excluded_postcodes=EXCLUDED.get(code, [])) for code in CODES
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunPython(open_countries, migrations.RunPython.noop),
    ]
