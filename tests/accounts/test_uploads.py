import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name
from PIL import Image
from PIL.ExifTags import Base
from pytest_django.fixtures import Settings

from accounts import uploads
from cps_portal.lib.errors import DomainError
from tests.accounts import papers

XML = b'<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:x"/>'


def accepted(content: bytes, name: str = "paper.bin") -> uploads.Upload:
    return uploads.accept(SimpleUploadedFile(name, content))


def with_attachments(*files: tuple[str, bytes]) -> bytes:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        for name, content in files:
            made.attachments[name] = pikepdf.AttachedFileSpec(made, content, filename=name)
        return papers.saved(made)


def protected() -> bytes:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        return papers.saved(made, encryption=pikepdf.Encryption(owner="owner", user=""))


def locked() -> bytes:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        return papers.saved(made, encryption=pikepdf.Encryption(owner="owner", user="user"))


def without_pages() -> bytes:
    with pikepdf.new() as made:
        return papers.saved(made)


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
LAUNCH = Dictionary(S=Name.Launch, F="calc.exe")
ADDRESS = Dictionary(S=Name.URI, URI="https://evil.example/")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"<html></html>", "not a PDF, JPEG, PNG or HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PDF, JPEG, PNG or HEIC"),
        (b"PK\x03\x04 a word processor's file", "not a PDF, JPEG, PNG or HEIC"),
        (b"MZ\x90\x00%PDF-1.7", "not a PDF, JPEG, PNG or HEIC"),
        (b"%PDF-1.7 and nothing more", "The PDF cannot be opened"),
        (papers.pdf()[:200], "The PDF cannot be opened"),
        (without_pages(), "has no pages"),
        (protected(), "protected by a password"),
        (locked(), "protected by a password"),
        (papers.pdf(OpenAction=SCRIPT), "holds a script"),
        (papers.pdf(OpenAction=LAUNCH), "holds a script"),
        (papers.pdf(OpenAction=ADDRESS), "holds a script"),
        (papers.pdf(AA=Dictionary(WC=ADDRESS)), "holds a script"),
        (papers.pdf(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", SCRIPT])))), "holds a script"),
        (papers.pdf(AcroForm=Dictionary(XFA="<xdp/>", Fields=Array())), "holds a script"),
        (with_attachments(("invoice.xml", XML), ("macro.docm", b"PK")), "other files attached"),
        (with_attachments(("program.exe", b"MZ")), "other files attached"),
        (with_attachments(("invoice.xml", b"MZ")), "other files attached"),
        (b"\xff\xd8\xff\xe0 not a picture", "The picture cannot be opened"),
        (papers.picture()[:100], "The picture cannot be opened"),
        (b"\x89PNG\r\n\x1a\n", "The picture cannot be opened"),
        (b"\x00\x00\x00\x18ftypheic not a picture", "The picture cannot be opened"),
        (papers.picture("PNG", (9000, 9000)), "too many pixels"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(DomainError) as no:
        accepted(content)
    assert why in no.value.message
    assert no.value.field == "file"


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (papers.pdf(), "application/pdf", "paper.pdf"),
        (with_attachments(("factur-x.xml", XML)), "application/pdf", "paper.pdf"),
        (papers.picture("JPEG"), "image/jpeg", "paper.jpg"),
        (papers.picture("PNG"), "image/png", "paper.png"),
        (papers.picture("HEIF"), "image/jpeg", "paper.jpg"),
    ],
)
def test_a_good_file_is_known_by_its_content(content: bytes, media_type: str, name: str) -> None:
    upload = accepted(content)
    assert (upload.media_type, upload.name) == (media_type, name)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()


def test_a_link_on_a_page_is_no_danger() -> None:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=ADDRESS)
        made.pages[0].obj["/Annots"] = Array([link])
        assert accepted(papers.saved(made)).media_type == "application/pdf"


def test_a_script_deep_inside_a_page_is_found() -> None:
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.GoTo, Next=SCRIPT)
        )
        made.pages[0].obj["/Annots"] = Array([link])
        with pytest.raises(DomainError, match="holds a script"):
            accepted(papers.saved(made))


def test_a_file_over_the_limit_is_refused(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(DomainError, match="larger than 1 MB"):
        accepted(b"%PDF-" + b"x" * 1024 * 1024)


def test_a_picture_loses_its_metadata_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[Base.Artist] = "Anna"
    exif[Base.Orientation] = 6
    upload = accepted(papers.picture("JPEG", (60, 80), exif=exif))
    with Image.open(BytesIO(upload.content)) as drawn:
        assert drawn.size == (80, 60)
        assert not drawn.getexif()
    assert b"Anna" not in upload.content


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    upload = accepted(papers.picture() + b"<script>alert(1)</script>")
    assert b"<script>" not in upload.content


def test_a_large_picture_is_drawn_smaller() -> None:
    with Image.open(BytesIO(accepted(papers.picture("JPEG", (6000, 3000))).content)) as drawn:
        assert drawn.size == (4000, 2000)


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\cert.PDF", "cert.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 150 + ".pdf"),
        (".pdf", "document.pdf"),
    ],
)
def test_names_are_for_people_only(name: str, tidy: str) -> None:
    assert uploads._tidy_name(name, "application/pdf") == tidy
