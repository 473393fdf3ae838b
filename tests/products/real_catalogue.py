"""The real catalogue for tests, read from its file without loading it row by row."""

import csv
from pathlib import Path

from products import tables
from products.models import Product

FILE = Path(tables.__file__).parent / "fixtures" / "canon-products.csv"


def models() -> list[Product]:
    """Every model of the catalogue that can be registered, not saved."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Product(
                pk=line,
                name=row["name"],
                category=row["category"],
                launch_year=int(row["launch_year"]),
                serial_hint=row["serial_format_hint"],
            )
            for line, row in enumerate(csv.DictReader(file), 2)
            if row["registrable"] == "yes"
        ]
