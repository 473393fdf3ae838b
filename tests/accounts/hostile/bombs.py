"""PDFs that are small on the disk and endless once they are opened."""

import zlib
from collections.abc import Callable
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.accounts import papers
from tests.accounts.hostile.doors import BROKEN, changed
from tests.accounts.hostile.kinds import Hostile, harmless, refused
from tests.accounts.hostile.pictures import jpeg_of, rows_of_zeros

COMPLEX = "too complex"
PIXELS = "too many pixels"
PAGES = "more pages"
FLATE = Name.FlateDecode


def squeezed(size: int) -> bytes:
    return b"".join(rows_of_zeros(size))


def holding(content: Callable[[], bytes], **entries: object) -> bytes:
    """A PDF with a stream of these raw bytes and entries."""

    def put(made: pikepdf.Pdf) -> None:
        stream = Stream(made, content())
        for key, value in entries.items():
            stream.stream_dict[f"/{key}"] = value
        made.Root.X = made.make_indirect(stream)

    # Unfolding it would take the test the memory that it must not take the portal.
    return changed(put, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def picture(width: int, height: int, kind: Name, content: bytes = b"") -> bytes:
    entries = {"Subtype": Name.Image, "Type": Name.XObject, "Width": width, "Height": height}
    return holding(lambda: content, **entries, ColorSpace=Name.DeviceGray, BitsPerComponent=1, Filter=kind)


def many_streams(made: pikepdf.Pdf) -> None:
    content = squeezed(60_000_000)
    for number in range(8):
        stream = Stream(made, content)
        stream.stream_dict["/Filter"] = FLATE
        made.Root[f"/X{number}"] = made.make_indirect(stream)


def drawing(made: pikepdf.Pdf, content: bytes) -> Stream:
    form = Stream(made, content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    return made.make_indirect(form)


def shown(made: pikepdf.Pdf, form: Stream, kind: str = "/XObject", draw: bytes = b"/A Do") -> None:
    page = made.pages[0].obj
    page["/Resources"] = Dictionary({kind: Dictionary(A=form)})
    page["/Contents"] = made.make_indirect(Stream(made, draw))


def draws_itself(made: pikepdf.Pdf) -> None:
    form = drawing(made, b"q /A Do Q")
    form["/Resources"] = Dictionary(XObject=Dictionary(A=form))
    shown(made, form)


def draw_each_other(made: pikepdf.Pdf) -> None:
    first, second = drawing(made, b"/B Do"), drawing(made, b"/A  Do")
    resources = Dictionary(XObject=Dictionary(A=first, B=second))
    first["/Resources"] = second["/Resources"] = resources
    shown(made, first)


def pattern_of_itself(made: pikepdf.Pdf) -> None:
    form = drawing(made, b"/Pattern cs /A scn 0 0 9 9 re f")
    form["/Subtype"], form["/PatternType"] = Name.Pattern, 1
    form["/Resources"] = Dictionary(Pattern=Dictionary(A=form))
    shown(made, form, "/Pattern", b"/Pattern cs /A scn 0 0 9 9 re f")


def ten_of_ten_of_ten(made: pikepdf.Pdf) -> None:
    form = drawing(made, b"0 0 9 9 re f")
    for _level in range(12):
        outer = drawing(made, b"/A Do " * 10)
        outer["/Resources"] = Dictionary(XObject=Dictionary(A=form))
        form = outer
    shown(made, form)


def outline_round(made: pikepdf.Pdf) -> None:
    first, second = (made.make_indirect(Dictionary(Title=title)) for title in "ab")
    first["/Next"], second["/Next"] = second, first
    made.Root.Outlines = made.make_indirect(Dictionary(First=first, Last=second, Count=2))


def round_by(key: str, made: pikepdf.Pdf) -> None:
    """A tree whose branch holds its own root."""
    root = made.make_indirect(Dictionary())
    branch = made.make_indirect(Dictionary(Kids=Array([root]), K=Array([root])))
    root["/Kids"], root["/K"] = Array([branch]), branch
    made.Root[key] = root if key != "/AcroForm" else Dictionary(Fields=Array([root]))


def pages_in_themselves(made: pikepdf.Pdf) -> None:
    made.Root.Pages.Kids.append(made.Root.Pages)


def pages_in_a_circle(made: pikepdf.Pdf) -> None:
    branch = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([made.Root.Pages]), Count=1))
    made.Root.Pages.Kids = Array([branch])


def pages_that_double(made: pikepdf.Pdf) -> None:
    branch = made.Root.Pages.Kids[0]
    for _level in range(24):
        branch = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([branch, branch]), Count=2))
    made.Root.Pages.Kids = Array([branch])


def many_pages(number: int) -> bytes:
    with pikepdf.new() as made:
        for _page in range(number):
            made.add_blank_page(page_size=(99, 99))
        return papers.saved(made)


def many_objects(made: pikepdf.Pdf) -> None:
    made.Root.X = Array([Dictionary(N=number) for number in range(60_000)])


def nested(opening: bytes, closing: bytes) -> bytes:
    deep = b"/X " + opening * 60_000 + closing * 60_000
    return papers.pdf().replace(b"/Type /Catalog", deep + b" /Type /Catalog", 1)


def packed_bomb() -> bytes:
    """A PDF whose objects are packed into a stream that grows a thousandfold."""
    body = squeezed(150_000_000)
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
    parts = head + str(len(body)).encode() + b" >>\nstream\n" + body + b"\nendstream\nendobj\n"
    at = len(parts)
    table = b"".join(
        row.to_bytes(1, "big") + field.to_bytes(4, "big") + last.to_bytes(1, "big")
        for row, field, last in [(0, 0, 0), (1, 9, 0), (2, 1, 0), (1, at, 0)]
    )
    rows = zlib.compress(table)
    index = b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 1] /Root 2 0 R /Filter /FlateDecode /Length "
    index += str(len(rows)).encode() + b" >>\nstream\n" + rows + b"\nendstream\nendobj\n"
    return parts + index + b"startxref\n" + str(at).encode() + b"\n%%EOF\n"


def index_of_itself() -> bytes:
    whole = papers.pdf()
    at = whole.rindex(b"startxref")
    start = whole[at:].split()[1]
    return whole.replace(b"trailer <<", b"trailer << /Prev " + start, 1)


def pageless() -> bytes:
    with pikepdf.new() as made:
        return papers.saved(made)


PDFS: list[Hostile] = [
    refused("no pages.pdf", pageless, "has no pages"),
    refused("300 pages.pdf", partial(many_pages, 300), PAGES),
    refused("3000 pages.pdf", partial(many_pages, 3000), PAGES),
    refused("pages that double.pdf", partial(changed, pages_that_double), BROKEN),
    refused("pages in themselves.pdf", partial(changed, pages_in_themselves), BROKEN),
    refused("pages in a circle.pdf", partial(changed, pages_in_a_circle), BROKEN),
    refused("outline in a circle.pdf", partial(changed, outline_round), COMPLEX),
    *(
        refused(f"{key[1:]} in a circle.pdf", partial(changed, partial(round_by, key)), COMPLEX)
        for key in ("/AcroForm", "/StructTreeRoot", "/Dests", "/PageLabels")
    ),
    refused("draws itself.pdf", partial(changed, draws_itself), COMPLEX),
    refused("draw each other.pdf", partial(changed, draw_each_other), COMPLEX),
    refused("pattern of itself.pdf", partial(changed, pattern_of_itself), COMPLEX),
    refused("ten of ten of ten.pdf", partial(changed, ten_of_ten_of_ten), COMPLEX),
    refused("bomb.pdf", lambda: holding(partial(squeezed, 200_000_000), Filter=FLATE), COMPLEX),
    refused(
        "bomb in a bomb.pdf",
        lambda: holding(lambda: zlib.compress(squeezed(200_000_000)), Filter=Array([FLATE, FLATE])),
        COMPLEX,
    ),
    refused(
        "bomb in letters.pdf",
        lambda: holding(
            lambda: squeezed(200_000_000).hex().encode() + b">", Filter=Array([Name.ASCIIHexDecode, FLATE])
        ),
        COMPLEX,
    ),
    refused(
        "runs of zeros.pdf",
        lambda: holding(lambda: b"\x81\x00" * 1_200_000 + b"\x80", Filter=Name.RunLengthDecode),
        COMPLEX,
    ),
    refused("many bombs.pdf", partial(changed, many_streams, compress_streams=False), COMPLEX),
    refused("packed bomb.pdf", packed_bomb, BROKEN),
    refused("fax of 60000.pdf", lambda: picture(60_000, 60_000, Name.CCITTFaxDecode), PIXELS),
    refused("scan of 40000.pdf", lambda: picture(40_000, 40_000, Name.JBIG2Decode), PIXELS),
    refused("photo of 65500.pdf", lambda: picture(10, 10, Name.DCTDecode, jpeg_of(65500, 65500)), PIXELS),
    refused("many objects.pdf", partial(changed, many_objects), COMPLEX),
    refused("deep lists.pdf", lambda: nested(b"[", b"]"), BROKEN),
    refused("deep entries.pdf", lambda: nested(b"<</A", b">>"), BROKEN),
    harmless("index of itself.pdf", index_of_itself),
]
