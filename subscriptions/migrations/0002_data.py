"""The published fees, our benefits, and the first terms of use."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import migrations

SEED = Path(__file__).resolve().parent.parent / "seed"
FROM_ON = date(2026, 1, 1)
BENEFITS_FROM_ON = date(2020, 1, 1)
FEES = {  # whole euros a year, net of VAT
    "silver": 85,
    "gold": 170,
    "platinum": 300,
    "corporate-c": 1000,
    "corporate-b": 3000,
    "corporate-a": 5000,
}
LEVELS = list(FEES)

# Name and, from Silver to Corporate A, the values, each in English and Latvian; None: the level does not have it.
BENEFITS: list[tuple[tuple[str, str], list[tuple[str, str] | None]]] = [
    (
        ("Repair turnaround", "Remonta laiks"),
        [
            ("Within 7 working days", "7 darba dienu laikā"),
            ("Within 5 working days", "5 darba dienu laikā"),
            ("Within 3 working days", "3 darba dienu laikā"),
            ("Within 3 working days", "3 darba dienu laikā"),
            ("Within 2 working days", "2 darba dienu laikā"),
            ("Within 1 working day", "1 darba dienas laikā"),
        ],
    ),
    (
        ("Free check and clean", "Bezmaksas pārbaude un tīrīšana"),
        [
            ("1 product a year", "1 produkts gadā"),
            ("2 products a year", "2 produkti gadā"),
            ("4 products a year", "4 produkti gadā"),
            ("10 products a year", "10 produkti gadā"),
            ("20 products a year", "20 produkti gadā"),
            ("40 products a year", "40 produkti gadā"),
        ],
    ),
    (
        ("Discount on repairs", "Atlaide remontam"),
        [
            ("10%", "10 %"),
            ("20%", "20 %"),
            ("30%", "30 %"),
            ("30%", "30 %"),
            ("40%", "40 %"),
            ("50%", "50 %"),
        ],
    ),
    (
        ("Helpline", "Palīdzības tālrunis"),
        [
            ("Working days, 9:00–17:00", "Darba dienās 9.00–17.00"),
            ("Working days, 8:00–20:00", "Darba dienās 8.00–20.00"),
            ("Every day, 8:00–22:00", "Katru dienu 8.00–22.00"),
            ("Every day, 8:00–22:00", "Katru dienu 8.00–22.00"),
            ("Day and night", "Visu diennakti"),
            ("Day and night, with a contact person of your own", "Visu diennakti, ar savu kontaktpersonu"),
        ],
    ),
    (
        ("Loan gear during a repair", "Aizdevuma tehnika remonta laikā"),
        [
            None,
            ("When available", "Ja ir pieejama"),
            ("Next working day", "Nākamajā darba dienā"),
            ("Next working day, 2 products at a time", "Nākamajā darba dienā, 2 produkti vienlaikus"),
            ("Next working day, 5 products at a time", "Nākamajā darba dienā, 5 produkti vienlaikus"),
            ("Next working day, 10 products at a time", "Nākamajā darba dienā, 10 produkti vienlaikus"),
        ],
    ),
    (
        ("Support at events", "Atbalsts pasākumos"),
        [
            None,
            ("Help desk at large events", "Konsultāciju punkts lielos pasākumos"),
            ("Help desk and loan gear at large events", "Konsultāciju punkts un aizdevuma tehnika lielos pasākumos"),
            ("Help desk and loan gear at large events", "Konsultāciju punkts un aizdevuma tehnika lielos pasākumos"),
            ("At large events and 1 of your own a year", "Lielos pasākumos un 1 jūsu pasākumā gadā"),
            ("At large events and 4 of your own a year", "Lielos pasākumos un 4 jūsu pasākumos gadā"),
        ],
    ),
]


def add_fees(apps: Any, schema_editor: Any) -> None:
    level, fee = apps.get_model("points", "Level"), apps.get_model("subscriptions", "Fee")
    for code, euros in FEES.items():
        fee.objects.create(level=level.objects.get(code=code), amount_cents=euros * 100, from_on=FROM_ON)


def add_benefits(apps: Any, schema_editor: Any) -> None:
    level, benefit = apps.get_model("points", "Level"), apps.get_model("subscriptions", "Benefit")
    level_benefit = apps.get_model("subscriptions", "LevelBenefit")
    levels = [level.objects.get(code=code) for code in LEVELS]
    for position, (name, values) in enumerate(BENEFITS, start=1):
        row = benefit.objects.create(position=position, names=by_language(name))
        for each, value in zip(levels, values, strict=True):
            if value is not None:
                level_benefit.objects.create(
                    level=each, benefit=row, values=by_language(value), from_on=BENEFITS_FROM_ON
                )


def by_language(pair: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("en", "lv"), pair, strict=True))


def add_terms(apps: Any, schema_editor: Any) -> None:
    texts = {code: (SEED / f"terms-2026-01.{code}.txt").read_text(encoding="utf-8") for code in ("en", "lv")}
    apps.get_model("subscriptions", "Terms").objects.create(
        version="2026-01", texts=texts, published_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial"), ("points", "0002_data")]

    operations = [
        migrations.RunPython(add_fees, migrations.RunPython.noop),
        migrations.RunPython(add_benefits, migrations.RunPython.noop),
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
