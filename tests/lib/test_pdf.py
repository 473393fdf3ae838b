"""Papers are drawn by a short way: what it leaves out must not be missed."""

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from weasyprint import CSS, HTML

from cps_portal.lib import pdf

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAPERS = [
    "billing/paper.html",
    "billing/invoice.html",
    "billing/credit_note.html",
    "products/gear_list.html",
    "subscriptions/accepted_terms.html",
    "subscriptions/card_alone.html",
    "subscriptions/card_face.html",
    "subscriptions/card_sheet.html",
    "subscriptions/terms_sections.html",
]
STYLES = [
    "billing/invoice.css",
    "products/gear_list.css",
    "subscriptions/card.css",
    "subscriptions/terms.css",
]
# Never drawn in one: headings inside another page.
OF_PAGES_ONLY = {"h3"}
EVERY_ELEMENT = """<!DOCTYPE html>
<html lang="lv">
<head><meta charset="utf-8"/><title>Rēķins</title></head>
<body>
  <footer class="foot"><p>At the foot <span class="page"></span></p></footer>
  <section><h1>A heading</h1><div>A division<br/>of two lines <span>and more</span></div><h2>Another</h2></section>
  <table class="facts">
    <thead><tr><th>Head</th><th>of a table</th></tr></thead>
    <tbody><tr><td>Cell</td><td><p>Paragraph</p><p>and next</p></td></tr></tbody>
  </table>
  <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="40" height="40"><path d="M0 0h4v4z"/></svg>
</body>
</html>"""


def strokes(drawn: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(drawn)) as file:
        return [page.Contents.read_bytes() for page in file.pages]


@pytest.mark.parametrize("style", STYLES)
def test_every_element_is_drawn_as_by_a_browsers_own_rules(style: str) -> None:
    in_short = pdf.drawn(EVERY_ELEMENT, style_file=TEMPLATES / style)
    at_length = HTML(string=EVERY_ELEMENT).write_pdf(stylesheets=[CSS(filename=TEMPLATES / style)])

    assert strokes(in_short) == strokes(at_length)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_papers_hold_no_element_without_a_rule(paper: str) -> None:
    known = set(re.findall(r"<([a-z0-9]+)", EVERY_ELEMENT))
    held = set(re.findall(r"<([a-z0-9]+)", (TEMPLATES / paper).read_text()))

    assert held - OF_PAGES_ONLY <= known


@pytest.mark.parametrize("paper", PAPERS)
def test_the_rows_of_a_table_stand_in_a_group_for_no_parser_adds_one(paper: str) -> None:
    assert not re.search(r"<table[^>]*>\s*<tr", (TEMPLATES / paper).read_text())


def test_a_character_that_cannot_be_written_is_no_reason_to_refuse_a_paper() -> None:
    page = EVERY_ELEMENT.replace("Cell", "Foto\x0b\x1b\ud800")

    assert strokes(pdf.drawn(page, style_file=TEMPLATES / STYLES[0]))


def test_a_page_that_is_not_well_formed_is_said_and_not_guessed_at() -> None:
    with pytest.raises(SyntaxError, match="mismatched tag"):
        pdf.drawn(EVERY_ELEMENT.replace("<br/>", "<br>"), style_file=TEMPLATES / STYLES[0])
