"""The only file that knows WeasyPrint: a page of HTML and its style sheet become a PDF; nothing is fetched.

Import it in an app's documents module alone: without the system's Pango the import itself fails.
"""

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# Seven lines a paper would bury what the operator has to see.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

END_OF_METADATA = b"</rdf:RDF>"
COLOURS = "cps-srgb"
BASIS = Path(__file__).with_name("paper.css")
# Somebody may have typed one into a name; XML knows no way to write it.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Enclosure:
    """A file inside the PDF that says the same to machines, and the XMP by which they find it."""

    name: str
    content: bytes
    description: str
    xmp: str
    made_at: datetime


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


class Paper(HTML):
    """A page of ours: HTML that is well-formed XML, of the elements to which paper.css gives their rules.

    So it is read by a parser in C, and a dozen rules are tried on each element instead of some hundred.
    """

    def __init__(self, page: str) -> None:
        root = ElementTree.fromstring(UNWRITABLE.sub("\ufffd", page))
        self.base_url = None
        self.url_fetcher = fetcher()
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [style(BASIS)]


def drawn(html: str, *, style_file: Path, **options: Any) -> bytes:
    """Draw a page of HTML that is well-formed XML; the options are those of WeasyPrint's `write_pdf`."""
    with _uncollected():
        page = Paper(html)
        return bytes(page.write_pdf(stylesheets=[style(style_file)], font_config=fonts(), **options))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector rest: all that is made lives until the page is drawn, and is looked at in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def archived(html: str, *, style_file: Path, enclosure: Enclosure) -> bytes:
    """Draw a page of HTML, built as PDF/A-3u, with a file inside that is an alternative to it."""
    attached = Attachment(
        string=enclosure.content,
        name=enclosure.name,
        description=enclosure.description,
        created=enclosure.made_at,
        modified=enclosure.made_at,
        relationship="Alternative",
        url_fetcher=fetcher(),
    )
    return drawn(
        html,
        style_file=style_file,
        pdf_variant="pdf/a-3u",
        output_intent=COLOURS,
        color_profiles={COLOURS: _colours()},
        attachments=[attached],
        finisher=lambda _document, made: _mend(made, enclosure.xmp.encode()),
    )


def _colours() -> ColorProfile:
    """WeasyPrint would open its own profile anew for every paper, and leave it open."""
    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _mend(made: pydyf.PDF, xmp: bytes) -> None:
    """Put right what WeasyPrint 70 does: XMP of ours would come as a second rdf:RDF, and /AF names the file twice."""
    made.catalog["AF"] = pydyf.Array(dict.fromkeys(made.catalog["AF"]))
    number = int(made.catalog["Metadata"].split()[0])
    metadata = made.objects[number]
    metadata.stream = [part.replace(END_OF_METADATA, xmp + END_OF_METADATA) for part in metadata.stream]
