"""What people type, and the model of the real catalogue that must come first."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from products import search, tables
from products.models import Alias, Product
from products.names import folded

CATALOGUE = Path(tables.__file__).parent / "fixtures" / "canon-products.csv"


@pytest.fixture(scope="module")
def catalogue() -> list[Product]:
    """The real catalogue, without a database."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return [
            Product(pk=line, name=row["name"], launch_year=int(row["launch_year"]))
            for line, row in enumerate(csv.DictReader(file), 2)
            if row["registrable"] == "yes"
        ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("r5", "EOS R5"),
        ("R5", "EOS R5"),
        ("r5 ii", "EOS R5 Mark II"),
        ("r5ii", "EOS R5 Mark II"),
        ("r5 mk2", "EOS R5 Mark II"),
        ("r5 mkii", "EOS R5 Mark II"),
        ("r5mkii", "EOS R5 Mark II"),
        ("r5m2", "EOS R5 Mark II"),
        ("Canon EOS R5m2", "EOS R5 Mark II"),
        ("r5 2", "EOS R5 Mark II"),
        ("r5c", "EOS R5 C"),
        ("eos r 5", "EOS R5"),
        ("eos r", "EOS R"),
        ("eosr6", "EOS R6"),
        ("r6 iii", "EOS R6 Mark III"),
        ("r6 mark 2", "EOS R6 Mark II"),
        ("5d3", "EOS 5D Mark III"),
        ("5d iv", "EOS 5D Mark IV"),
        ("5d mark 4", "EOS 5D Mark IV"),
        ("5d 3", "EOS 5D Mark III"),
        ("5dsr", "EOS 5DS R"),
        ("7d ii", "EOS 7D Mark II"),
        ("1dx3", "EOS-1D X Mark III"),
        ("1dx mark ii", "EOS-1D X Mark II"),
        ("1d x iii", "EOS-1D X Mark III"),
        ("90d", "EOS 90D"),
        ("c300 3", "EOS C300 Mark III"),
        ("c500", "EOS C500 Mark II"),
        ("c700ff", "EOS C700 FF"),
        ("70-200 2.8 iii", "EF 70-200mm f/2.8L IS III USM"),
        ("70-200 2.8 z", "RF 70-200mm F2.8 L IS USM Z"),
        ("ef 70-200 f4", "EF 70-200mm f/4L IS II USM"),
        ("rf 70-200 2.8", "RF 70-200mm F2.8 L IS USM"),
        ("rf70-200 f4", "RF 70-200mm F4 L IS USM"),
        ("70200 2,8 iii", "EF 70-200mm f/2.8L IS III USM"),
        ("RF24-105mm F4 L IS USM", "RF 24-105mm F4 L IS USM"),
        ("rf 24-105 f4", "RF 24-105mm F4 L IS USM"),
        ("rf 24-105 4-7.1", "RF 24-105mm F4-7.1 IS STM"),
        ("rf 50 1.2", "RF 50mm F1.2 L USM"),
        ("rf50 1,8", "RF 50mm F1.8 STM"),
        ("50/1.4 ef", "EF 50mm f/1.4 USM"),
        ("ef 85 1.4", "EF 85mm f/1.4L IS USM"),
        ("100-400 ii", "EF 100-400mm f/4.5-5.6L IS II USM"),
        ("100 macro ef", "EF 100mm f/2.8L Macro IS USM"),
        ("400 do", "EF 400mm f/4 DO IS II USM"),
        ("ts-e 24", "TS-E 24mm f/3.5L II"),
        ("dual fisheye", "RF 5.2mm F2.8 L DUAL FISHEYE"),
        ("dual fishey", "RF 5.2mm F2.8 L DUAL FISHEYE"),
        ("extender rf 2x", "Extender RF 2x"),
        ("extneder rf 1.4x", "Extender RF 1.4x"),
        ("600ex ii", "Speedlite 600EX II-RT"),
        ("speedlight el-1", "Speedlite EL-1"),
        ("speedlite 430 ex", "Speedlite 430EX III-RT"),
        ("pro-1000", "imagePROGRAF PRO-1000"),
        ("pro1000", "imagePROGRAF PRO-1000"),
        ("imageprogaf pro 300", "imagePROGRAF PRO-300"),
        ("image prograf 6100", "imagePROGRAF PRO-6100"),
        ("powershot g7x", "PowerShot G7 X Mark III"),
        ("powershto v1", "PowerShot V1"),
        ("xf 605", "XF605"),
        ("cn-e 50", "CN-E 50mm T1.3 L F"),
        ("cne 18-80", "CN-E 18-80mm T4.4 L IS KAS S"),
        ("10x42", "10x42 L IS WP"),
        ("canon 18x50 all wether", "18x50 IS All Weather"),
        ("bg-r10", "Battery Grip BG-R10"),
    ],
)
def test_the_first_hit_is_what_was_meant(catalogue: list[Product], typed: str, first: str) -> None:
    hits = [product.name for product in search.ranked(typed, catalogue)[:5]]
    assert hits[:1] == [first], hits


def test_every_model_is_found_by_its_own_name_as_cameras_and_shops_write_it(catalogue: list[Product]) -> None:
    for product in catalogue:
        for spelling in (product.name, f"Canon {product.name} (body)", product.name.upper()):
            assert search.ranked(spelling, catalogue)[0] == product, spelling


@pytest.mark.parametrize("typed", ["", "   ", "nikon d850", "???", "9999", "z" * 500])
def test_what_means_no_model_finds_none(catalogue: list[Product], typed: str) -> None:
    assert search.ranked(typed, catalogue) == []


@pytest.mark.django_db
def test_the_page_asks_while_somebody_types(as_anna: Client) -> None:
    call_command("load_catalogue", verbosity=0)
    found = json.loads(as_anna.get("/products/models/", {"q": "r5 ii"}).content)["models"]
    assert [one["name"] for one in found] == ["EOS R5 Mark II"]
    assert (found[0]["points"], found[0]["shape"]) == ("335 points", "10 or 12 digits")


@pytest.mark.django_db
def test_an_alias_finds_its_model_first(as_anna: Client) -> None:
    call_command("load_catalogue", verbosity=0)
    fifty = Product.objects.get(name="EF 50mm f/1.8 STM")
    Alias.objects.create(product=fifty, folded=folded("Nifty Fifty"))
    assert search.search("nifty fifty", on=date(2026, 9, 14)) == [fifty]


def test_strangers_do_not_ask(client: Client, db: None) -> None:
    assert client.get("/products/models/", {"q": "r5"}).status_code == 302
