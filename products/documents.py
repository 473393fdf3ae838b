"""The list of a company's gear for its insurer: as a table and as a PDF."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Company
from cps_portal.lib import pdf
from products.models import Registration
from products.models.registrations import RegistrationQuerySet

STYLE = Path(settings.BASE_DIR) / "templates" / "products" / "gear_list.css"


def _gear(company: Company) -> RegistrationQuerySet:
    return Registration.objects.of(company).live().select_related("product").order_by("product__name", "pk")


def gear_csv(company: Company) -> Iterator[str]:
    """Write the gear that a company has now, line by line; spreadsheets read it as UTF-8 by the mark at its start."""
    yield "\ufeff" + _line(
        [
            _("Model"),
            _("Category"),
            _("Serial number"),
            _("Purchase date"),
            _("Country of purchase"),
            _("Dealer"),
            _("Points"),
            _("Registered"),
        ]
    )
    for one in _gear(company).iterator(chunk_size=1000):
        yield _line(
            [
                one.product.name,
                one.product.get_category_display(),
                one.serial,
                one.purchased.said if one.purchased else "",
                one.country_name,
                one.dealer,
                str(one.points if one.is_counting else 0),
                date_format(one.registered_at, "SHORT_DATE_FORMAT"),
            ]
        )


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def gear_pdf(company: Company, *, on: date) -> bytes:
    """Draw the gear that a company has on that day, in the reader's language."""
    gear = list(_gear(company))
    context = {
        "company": company,
        "gear": gear,
        "day": on,
        "points": sum(one.points for one in gear if one.is_counting),
    }
    return pdf.drawn(render_to_string("products/gear_list.html", context), style_file=STYLE)
