"""PDFs that bring other files along."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.accounts import papers
from tests.accounts.hostile.doors import changed
from tests.accounts.hostile.files import ENTITY, HTML, LAUGHS, SVG, zipped
from tests.accounts.hostile.kinds import Hostile, harmless, refused

ATTACHED = "other files attached"
INVOICE = b'<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:x"/>'


def attached(**files: bytes) -> bytes:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        for name, content in files.items():
            filename = name.replace("_", ".")
            made.attachments[filename] = pikepdf.AttachedFileSpec(made, content, filename=filename)
        return papers.saved(made)


def specified(made: pikepdf.Pdf, content: bytes) -> Dictionary:
    return Dictionary(Type=Name.Filespec, F="a.exe", EF=Dictionary(F=Stream(made, content)))


def pinned(made: pikepdf.Pdf) -> None:
    """A file that hangs on a note, where no list of attachments shows it."""
    note = Dictionary(Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=specified(made, b"MZ pinned"))
    made.pages[0].obj["/Annots"] = Array([note])


def associated(made: pikepdf.Pdf) -> None:
    made.Root.AF = Array([specified(made, b"MZ associated")])


def folded(made: pikepdf.Pdf) -> None:
    stream = Stream(made, b"4d5a90>")
    stream.stream_dict["/Filter"] = Name.ASCIIHexDecode
    made.Root.AF = Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=stream))])


def portfolio(made: pikepdf.Pdf) -> None:
    made.Root.Collection = Dictionary(Type=Name.Collection, View=Name.H, Schema=Dictionary(evil="x"))


CONTENTS: dict[str, Callable[[], bytes]] = {
    "a program.pdf": lambda: attached(invoice_exe=b"MZ\x90\x00"),
    "a program called invoice.pdf": lambda: attached(invoice_xml=b"MZ\x90\x00"),
    "a macro.pdf": lambda: attached(letter_docm=zipped(vba=b"Auto_Open")),
    "a script.pdf": lambda: attached(evil_js=b"app.alert(1)"),
    "a page.pdf": lambda: attached(page_html=HTML),
    "an archive.pdf": lambda: attached(archive_zip=zipped(a=b"b")),
    "another pdf.pdf": lambda: attached(
        inner_pdf=papers.pdf(OpenAction=Dictionary(S=Name.JavaScript, JS="x"))
    ),
    "a drawing.pdf": lambda: attached(drawing_xml=SVG),
    "a page in xml.pdf": lambda: attached(invoice_xml=b'<?xml version="1.0"?>' + HTML[15:]),
    "xml that laughs.pdf": lambda: attached(invoice_xml=LAUGHS),
    "xml that reads files.pdf": lambda: attached(invoice_xml=ENTITY),
    "an invoice that reads files.pdf": lambda: attached(
        invoice_xml=b"<!--" + b"x" * 3000 + b"-->" + ENTITY.replace(b"<x>", b"<Invoice>")
    ),
    "an invoice with a style.pdf": lambda: attached(
        invoice_xml=b'<?xml-stylesheet href="http://evil.example/"?><Invoice/>'
    ),
    "an invoice without end.pdf": lambda: attached(invoice_xml=b"<Invoice>" + bytes(6_000_000)),
    "two invoices.pdf": lambda: attached(a_xml=INVOICE, b_xml=INVOICE),
    "an invoice and more.pdf": lambda: attached(factur_xml=INVOICE, letter_docx=zipped(a=b"c")),
    "a pinned file.pdf": partial(changed, pinned),
    "an associated file.pdf": partial(changed, associated),
    "a folded file.pdf": partial(changed, folded),
}
PDFS: list[Hostile] = [
    *(refused(f"with {name}", made, ATTACHED) for name, made in CONTENTS.items()),
    harmless("portfolio.pdf", partial(changed, portfolio), b"/Collection"),
]
