"""A photo says with what it was taken; the customer confirms it, and the photo is not kept."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from accounts.uploads import Refused
from products import photo
from products.models import Product, Registration
from tests.products import real_catalogue


def taken_with(**written: Any) -> bytes:
    """A small JPEG with the tags that a camera writes."""
    exif = Image.Exif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    for name, value in written.items():
        (exif if name == "Model" else inner)[ExifTags.Base[name]] = value
    file = io.BytesIO()
    Image.new("RGB", (16, 16), "grey").save(file, "JPEG", exif=exif)
    return file.getvalue()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.JPG", content, "image/jpeg")


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


WHOLE = taken_with(
    Model="Canon EOS R5m2",
    BodySerialNumber="013186091390",
    LensModel="RF24-70mm F2.8 L IS USM",
    LensSerialNumber="0000123456",
)


@pytest.fixture
def catalogue(db: None) -> None:
    Product.objects.bulk_create(real_catalogue.models())


@pytest.mark.usefixtures("catalogue")
def test_body_and_lens_are_recognised_and_lead_to_the_form(as_anna: Client) -> None:
    page = text_of(as_anna.post("/products/photo/", {"file": upload(WHOLE)}))
    assert "EOS R5 Mark II" in page
    assert "RF 24-70mm F2.8 L IS USM" in page
    body = Product.objects.get(name="EOS R5 Mark II")
    assert f'href="/products/register/?product={body.pk}&amp;serial=013186091390"' in page
    form = as_anna.get(f"/products/register/?product={body.pk}&serial=013186091390").context["form"]
    assert (form["product"].value(), form["serial"].value()) == (str(body.pk), "013186091390")
    assert not Registration.objects.exists()


@pytest.mark.usefixtures("catalogue")
def test_nothing_of_the_photo_is_kept(as_anna: Client, tmp_path: Path) -> None:
    as_anna.post("/products/photo/", {"file": upload(WHOLE)})
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("Canon EOS R5", "EOS R5"),
        ("Canon EOS R5m2", "EOS R5 Mark II"),
        ("Canon EOS R6m2", "EOS R6 Mark II"),
        ("Canon EOS R5 C", "EOS R5 C"),
        ("Canon EOS 5D Mark III", "EOS 5D Mark III"),
        ("Canon EOS-1D X Mark II", "EOS-1D X Mark II"),
        ("Canon PowerShot G7 X Mark III", "PowerShot G7 X Mark III"),
        ("EF70-200mm f/2.8L IS III USM", "EF 70-200mm f/2.8L IS III USM"),
        ("EF100-400mm f/4.5-5.6L IS II USM", "EF 100-400mm f/4.5-5.6L IS II USM"),
        ("RF70-200mm F2.8 L IS USM Z", "RF 70-200mm F2.8 L IS USM Z"),
        ("RF50mm F1.2 L USM", "RF 50mm F1.2 L USM"),
        ("RF24-105mm F4-7.1 IS STM", "RF 24-105mm F4-7.1 IS STM"),
        ("EF-S10-18mm f/4.5-5.6 IS STM", "EF-S 10-18mm f/4.5-5.6 IS STM"),
    ],
)
def test_models_as_cameras_write_them(written: str, model: str) -> None:
    (found,) = photo.recognised(((written, ""),))
    assert found.product is not None
    assert found.product.name == model


@pytest.mark.usefixtures("catalogue")
def test_another_make_is_left_to_the_customer(as_anna: Client) -> None:
    content = taken_with(Model="NIKON D850", BodySerialNumber="1234567")
    page = text_of(as_anna.post("/products/photo/", {"file": upload(content)}))
    assert "Not in our catalogue" in page
    assert 'href="/products/register/?serial=1234567"' in page


@pytest.mark.parametrize(
    ("serial", "read"),
    [("0000000000", ""), ("12/34", ""), ("", ""), ("0123456789", "0123456789"), ("3\x0012345", "312345")],
)
def test_a_place_filled_with_something_else_is_no_serial(db: None, serial: str, read: str) -> None:
    (found,) = photo.recognised((("EOS R5", " ".join(serial.split("\x00"))),))
    assert found.serial == read


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


def with_wrong_size() -> bytes:
    """A JPEG whose head claims 65,500 pixels each way."""
    data = bytearray(taken_with(Model="Canon EOS R5"))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = b"\xff\xdc\xff\xdc"
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This is no JPEG"),
        (png(), "This is no JPEG"),
        (b"<svg onload=x>", "This is no JPEG"),
        (b"\xff\xd8\xff\xe0 nothing more", "cannot be read"),
        (taken_with(), "does not say with what"),
        (with_wrong_size(), "cannot be read"),
        (b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\x00" * 40, "cannot be read"),
    ],
    ids=["nothing", "png", "svg", "torn", "silent", "huge", "garbled"],
)
def test_what_is_no_photo_of_a_camera_is_refused_kindly(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        photo.read(upload(content))


def test_text_that_a_stranger_wrote_into_a_photo_stays_text(as_anna: Client) -> None:
    content = taken_with(Model="<script>alert(1)</script>" * 9, BodySerialNumber="\x1b[31m12345")
    page = text_of(as_anna.post("/products/photo/", {"file": upload(content)}))
    assert "<script>alert" not in page
    assert len(photo.read(upload(content))[0][0]) == photo.LONGEST


def test_without_a_photo_the_page_asks_for_one(as_anna: Client) -> None:
    assert "Choose the photo." in text_of(as_anna.post("/products/photo/"))
