"""A backup is worth what its restore is worth: dumped, restored into an empty database, and looked at."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from pytest_django.fixtures import Settings

from accounts.models import Company, User
from billing import actions as billing
from billing.models import Invoice, NumberSeries
from embedded.postgres import binaries
from points import actions as points
from points.cause import Cause
from points.models import Balance
from tests.billing.scenes import started_term, vies_answered

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
RESTORED = "cps_restored"


@pytest.fixture
def _lived(company: Company, anna: User, at: datetime) -> None:
    """A company with points, a membership and an invoice whose PDF was made."""
    vies_answered(company.vat_number, at)
    points.credit(company=company, amount=580, reference="gift", cause=Cause("A gift."), at=at)
    billing.issue(term=started_term(company, anna, at), at=at)
    billing.send_unsent(at=at)


def server_words() -> list[str]:
    known = connection.settings_dict
    host = known["HOST"] or known["OPTIONS"]["host"]
    return [f"--host={host}", f"--username={known['USER']}"]


def tool(name: str, *words: str) -> None:
    done = subprocess.run([binaries() / name, *server_words(), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def restored(_lived: None, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """What docs/operations.md says: dump, copy of the files after it, restore of both elsewhere."""
    dump = tmp_path / "cps.dump"
    tool("pg_dump", "--format=custom", f"--file={dump}", connection.settings_dict["NAME"])
    files = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    copy = shutil.copytree(files, tmp_path / "copy")
    name = f"{RESTORED}_{os.getpid()}"
    tool("createdb", name)
    tool("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={name}", str(dump))
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    storages = {**settings.STORAGES}
    storages["default"] = {
        **storages["default"],
        "OPTIONS": {**storages["default"]["OPTIONS"], "location": copy},
    }
    settings.STORAGES = storages
    yield copy
    connections.close_all()
    connection.settings_dict["NAME"] = before
    tool("dropdb", "--force", name)


def said() -> str:
    out = StringIO()
    call_command("check_data", stdout=out)
    return out.getvalue()


def test_a_restored_portal_holds_everything_and_fits_together(restored: Path) -> None:
    assert said() == "Ledger, number series and files fit together.\n"
    assert Balance.objects.get().points > 580
    assert billing.read_paper(paper=Invoice.objects.get()).startswith(b"%PDF")
    with pytest.raises(DatabaseError, match="the ledger only grows"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM points_entry")


def test_a_file_that_was_changed_is_named(restored: Path) -> None:
    paper = restored / str(Invoice.objects.get().pdf.name)
    paper.write_bytes(b"%PDF another one")
    with pytest.raises(CommandError, match="1 problems"):
        said()
    paper.unlink()
    with pytest.raises(CommandError, match="1 problems"):
        said()


def test_a_number_without_its_paper_is_named(restored: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        NumberSeries.objects.update(last=2)
    with pytest.raises(CommandError, match="1 problems"):
        said()
