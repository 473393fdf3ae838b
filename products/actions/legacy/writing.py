"""How rows of the old programme are written: a thousand in one statement, and what they replace is kept beside them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from products.actions.legacy.reading import Gear, Member
from products.models import LegacyImport

# A row that says what it said before is not touched, so that the same file again changes nothing.
MEMBERS = """
WITH read AS (
    SELECT * FROM unnest(%(number)s::text[], %(email)s::text[], %(company_name)s::text[], %(country)s::text[],
                         %(level)s::text[]) AS row (number, email, company_name, country, level)
), before AS (
    INSERT INTO products_legacychange (batch_id, member_id, before)
    SELECT %(batch)s, kept.id, to_jsonb(kept) FROM read JOIN products_legacymember AS kept USING (number)
    WHERE (kept.email, kept.company_name, kept.country, kept.level)
          IS DISTINCT FROM (read.email, read.company_name, read.country, read.level)
)
INSERT INTO products_legacymember AS kept (number, email, company_name, country, level, batch_id)
SELECT number, email, company_name, country, level, %(batch)s FROM read ORDER BY number
ON CONFLICT (number) DO UPDATE
SET email = EXCLUDED.email, company_name = EXCLUDED.company_name, country = EXCLUDED.country, level = EXCLUDED.level
WHERE (kept.email, kept.company_name, kept.country, kept.level)
      IS DISTINCT FROM (EXCLUDED.email, EXCLUDED.company_name, EXCLUDED.country, EXCLUDED.level)
"""

# What another look at a row that needed a human may find; whatever was read before is never touched.
FOUND = "member_id, product_id, serial, purchased_on, purchase_precision, country, dealer, problem"
PRODUCTS = f"""
WITH read AS (
    SELECT * FROM unnest(
        %(fingerprint)s::text[], %(raw)s::jsonb[], %(folded)s::text[], %(member)s::bigint[], %(product)s::bigint[],
        %(serial)s::text[], %(purchased_on)s::date[], %(precision)s::text[], %(country)s::text[], %(dealer)s::text[],
        %(problem)s::text[]
    ) AS row (fingerprint, raw, folded, {FOUND})
), before AS (
    INSERT INTO products_legacychange (batch_id, product_id, before)
    SELECT %(batch)s, kept.id, to_jsonb(kept) FROM read JOIN products_legacyproduct AS kept USING (fingerprint)
    WHERE kept.problem <> '' AND ({", ".join(f"kept.{name}" for name in FOUND.split(", "))})
          IS DISTINCT FROM ({", ".join(f"read.{name}" for name in FOUND.split(", "))})
)
INSERT INTO products_legacyproduct AS kept (fingerprint, raw, folded, {FOUND}, imported_at, batch_id)
SELECT fingerprint, raw, folded, {FOUND}, %(at)s, %(batch)s FROM read ORDER BY fingerprint
ON CONFLICT (fingerprint) DO UPDATE
SET ({FOUND}) = ({", ".join(f"EXCLUDED.{name}" for name in FOUND.split(", "))})
WHERE kept.problem <> '' AND ({", ".join(f"kept.{name}" for name in FOUND.split(", "))})
      IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in FOUND.split(", "))})
"""

# Which rows this run has met, kept by the database, so that a file of any length fits into memory.
MEET = """
INSERT INTO legacy_met SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING RETURNING fingerprint
"""


def begin() -> None:
    """Let one import at a time write, and forget which rows were met; all of it ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('products.legacy'))")
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS legacy_met (fingerprint text PRIMARY KEY) ON COMMIT DROP"
        )
        cursor.execute("DELETE FROM legacy_met")


def meet(marks: Sequence[str]) -> set[str]:
    """Note that these rows were met, and return those that were not met before in this run."""
    with connection.cursor() as cursor:
        cursor.execute(MEET, [list(marks)])
        return {mark for (mark,) in cursor.fetchall()}


def keep_members(members: Sequence[Member], *, batch: LegacyImport) -> None:
    names = Member.__dataclass_fields__
    columns: dict[str, Any] = {name: [getattr(one, name) for one in members] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, columns | {"batch": batch.pk})


def keep_products(gear: Sequence[Gear], *, batch: LegacyImport, at: datetime) -> None:
    columns: dict[str, Any] = {
        "fingerprint": [one.fingerprint for one in gear],
        "raw": [json.dumps(one.cells) for one in gear],
        "folded": [one.folded for one in gear],
        "member": [one.member for one in gear],
        "product": [one.product for one in gear],
        "serial": [one.serial for one in gear],
        "purchased_on": [one.purchased.on if one.purchased else None for one in gear],
        "precision": [one.purchased.precision if one.purchased else "" for one in gear],
        "country": [one.country for one in gear],
        "dealer": [one.dealer for one in gear],
        "problem": [one.problem for one in gear],
    }
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS, {**columns, "at": at, "batch": batch.pk})
