"""The only file that knows WeasyPrint: a page of HTML and its style sheet become a PDF; nothing is fetched.

Import it in an app's documents module alone: without the system's Pango the import itself fails.
"""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# Seven lines a paper would bury what the operator has to see.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


@cache
def fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def fetcher() -> URLFetcher:
    """Make the one fetcher, which opens nothing: a paper is drawn from what the portal knows."""
    return URLFetcher(allowed_protocols=[])


@cache
def style(file: Path) -> CSS:
    """Read a style sheet once: parsing a large one costs more than the page."""
    return CSS(string=file.read_text(encoding="utf-8"), font_config=fonts(), url_fetcher=fetcher())


def drawn(html: str, *, style_file: Path, **options: Any) -> bytes:
    """Draw a page of HTML; the options are those of WeasyPrint's `write_pdf`."""
    page = HTML(string=html, url_fetcher=fetcher())
    return bytes(page.write_pdf(stylesheets=[style(style_file)], font_config=fonts(), **options))
