"""The list of gear for the insurer, as a table and as a paper."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Company
from products import documents
from products.models import Registration
from tests.factories import ProductFactory, RegistrationFactory

DAY = date(2026, 9, 14)


def content(response: Any) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.fixture
def gear(company: Company) -> list[Registration]:
    """A camera that counts, a lens that lacks its serial, a flash that was sold, and a dealer with a strange name."""
    since = datetime.fromisoformat("2026-09-01T12:00:00Z")
    whole = {
        "purchased_on": date(2024, 9, 1),
        "purchase_precision": "month",
        "country": "LV",
        "company": company,
    }
    r5 = ProductFactory.create(name="EOS R5")
    return [
        RegistrationFactory.create(
            product=r5, serial="0123456789", dealer="Foto Mājas", completed_at=since, points=310, **whole
        ),
        RegistrationFactory.create(product=ProductFactory.create(name="RF 50mm F1.2 L USM"), company=company),
        RegistrationFactory.create(product=r5, company=company, ended_at=since, end="sold", serial="999999"),
        RegistrationFactory.create(
            product=ProductFactory.create(name="Speedlite EL-1"), dealer="=HYPERLINK(1)", company=company
        ),
    ]


@pytest.mark.usefixtures("gear")
def test_the_table_has_what_is_there_now(as_anna: Client) -> None:
    response = as_anna.get("/products/gear-list.csv")
    rows = list(csv.DictReader(io.StringIO(content(response))))
    assert response["Content-Disposition"].startswith('attachment; filename="gear-list-')
    assert [row["Model"] for row in rows] == ["EOS R5", "RF 50mm F1.2 L USM", "Speedlite EL-1"]
    assert rows[0] | {"Registered": ""} == {
        "Model": "EOS R5",
        "Category": "Cameras",
        "Serial number": "0123456789",
        "Purchase date": "September 2024",
        "Country of purchase": "Latvia",
        "Dealer": "Foto Mājas",
        "Points": "310",
        "Registered": "",
    }
    assert (rows[1]["Points"], rows[2]["Dealer"]) == ("0", "'=HYPERLINK(1)")


@pytest.mark.usefixtures("gear")
def test_the_paper_is_a_pdf_of_one_page(as_anna: Client) -> None:
    response = as_anna.get("/products/gear-list.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(response.content)) as paper:
        assert len(paper.pages) == 1
        assert "Gear list" in str(paper.docinfo["/Title"])


@pytest.mark.usefixtures("gear")
def test_the_paper_speaks_latvian(company: Company) -> None:
    with translation.override("lv"), pikepdf.open(io.BytesIO(documents.gear_pdf(company, on=DAY))) as paper:
        assert "Tehnikas saraksts" in str(paper.docinfo["/Title"])


def test_a_long_list_has_more_pages(company: Company) -> None:
    RegistrationFactory.create_batch(60, company=company, product=ProductFactory.create(), serial="")
    with pikepdf.open(io.BytesIO(documents.gear_pdf(company, on=DAY))) as paper:
        assert len(paper.pages) > 1


@pytest.mark.usefixtures("gear")
def test_another_company_gets_its_own_list(client: Client, stranger: Any) -> None:
    client.force_login(stranger)
    assert "EOS R5" not in content(client.get("/products/gear-list.csv"))
