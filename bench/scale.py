"""Fills a database for measuring, by COPY: never a real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Max, Model
from django.utils.translation import gettext as _

from accounts.models import Company, User
from bench.scale_tables import Plan, Table, tables
from billing.models import Seller
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from points.models import Level
from products.models import Product
from support.lookup.models import NameWord, Word

BLOCK = 10_000
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE NOT indisunique AND NOT indisexclusion AND indrelid = ANY(%s::regclass[])
"""
WORDS = """
    WITH known AS (
        INSERT INTO lookup_nameword (word, total, company_id)
        SELECT word, total, id FROM accounts_company, lookup_words(legal_name) WHERE id >= %s
        RETURNING word
    )
    INSERT INTO lookup_word (word) SELECT DISTINCT word FROM known ORDER BY word ON CONFLICT DO NOTHING
"""


def seed_scale(*, companies: int, at: datetime) -> dict[str, int]:
    """Add that many invented companies with all that belongs to them; return how many rows each table got."""
    plan = _plan(companies, at)
    with transaction.atomic(), connection.cursor() as cursor:
        # Keys that refer are right by construction; looking each of them up would take longer than the writing.
        cursor.execute("SET LOCAL session_replication_role = replica")
        with _indexes_apart(cursor, [*(table.model for table in tables(plan)), NameWord, Word]):
            written = {table.model._meta.db_table: _copy(cursor, table, plan) for table in tables(plan)}
            # The trigger that does so for a single company sleeps meanwhile.
            cursor.execute(WORDS, [plan.first])
        for table in tables(plan):
            _move_sequence(cursor, table)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return written


@contextmanager
def _indexes_apart(cursor: Any, models: list[type[Model]]) -> Iterator[None]:
    """Build the indexes that hold no rule anew when all rows are there: that is quicker than letting them grow."""
    cursor.execute(INDEXES, [[model._meta.db_table for model in models]])
    indexes = cursor.fetchall()
    for name, _made in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _name, made in indexes:
        cursor.execute(made)


def _plan(companies: int, at: datetime) -> Plan:
    products = tuple(Product.objects.filter(is_registrable=True).order_by("pk").values_list("pk", flat=True))
    if not products:
        raise DomainError(_("Load the catalogue first: load_catalogue."))
    # Each company's rows have keys that are multiples of its own.
    taken = Company.objects.aggregate(last=Max("pk"))["last"] or 0
    people = User.objects.aggregate(last=Max("pk"))["last"] or 0
    return Plan(
        first=max(taken, people, 1000) + 1,
        count=companies,
        on=clock.on(at),
        at=at,
        products=products,
        levels=tuple(Level.objects.order_by("minimum").values_list("pk", flat=True)),
        seller=Seller.objects.order_by("pk").values_list("pk", flat=True)[0],
    )


def _copy(cursor: Any, table: Table, plan: Plan) -> int:
    meta = table.model._meta
    common = _common(table)
    columns = ", ".join(f'"{name}"' for name in (*table.columns, *common))
    tail = "".join(f"\t{_text(value)}" for value in common.values()) + "\n"
    lines = table.lines(plan)
    count = 0
    with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
        while block := list(islice(lines, BLOCK)):
            copy.write("".join(line + tail for line in block))
            count += len(block)
    return count


def _common(table: Table) -> dict[str, Any]:
    """What every row of the table has: what the table says, and the models' defaults for the rest."""
    known = dict(table.common)
    for field in table.model._meta.concrete_fields:
        column = str(field.column)
        if column not in table.columns and column not in known and not field.generated:
            known[column] = None if field.null and field.default is NOT_PROVIDED else field.get_default()
    return known


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if value in ([], {}):
        return "{}"
    return str(value)


def _move_sequence(cursor: Any, table: Table) -> None:
    name, key = table.model._meta.db_table, table.model._meta.pk
    if key is not None and key.get_internal_type().endswith("AutoField"):
        cursor.execute(
            f"""SELECT setval(pg_get_serial_sequence('"{name}"', '{key.column}'), max({key.column})) FROM "{name}" """
        )
