import csv
from pathlib import Path

import pytest

from products.names import folded

CATALOGUE = Path(__file__).resolve().parents[2] / "products" / "fixtures" / "canon-products.csv"


def catalogue() -> list[str]:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Canon EOS R5", "EOS R5"),
        ("CANON EOS R5", "EOS R5"),
        ("eos r5", "EOS R5"),
        ("  EOS   R5 ", "EOS R5"),
        ("EOS-R5", "EOS R5"),
        ("EOS R5 (body)", "EOS R5"),
        ("EOS R5 (Body)", "EOS R5"),
        ("EOS R5 body", "EOS R5"),
        ("EOS R5 body only", "EOS R5"),
        ("EOS R5 kit", "EOS R5"),
        ("EOS R5 (kit)", "EOS R5"),
        ("Canon EOS R5 (body) kit", "EOS R5"),
        ("EOS R5 MARK II", "EOS R5 Mark II"),
        ("EOS R5 Mk II", "EOS R5 Mark II"),
        ("EOS R5 MkII", "EOS R5 Mark II"),
        ("EOS 5D Mk. IV", "EOS 5D Mark IV"),
        ("EOS 7D MARK II", "EOS 7D Mark II"),
        ("UJ90X9B", "UJ90x9B"),
        ("Canon UJ90x9B", "UJ90x9B"),
        ("10X42 L IS WP", "10x42 L IS WP"),
        ("Canon 18x50 IS All Weather", "18x50 IS All Weather"),
        ("EF 85mm f1.2L II USM", "EF 85mm f/1.2L II USM"),
        ("EF 85MM F/1.2L II USM", "EF 85mm f/1.2L II USM"),
        ("EF 50MM F/1.8 STM", "EF 50mm f/1.8 STM"),
        ("EF 50mm f/ 1.8 STM", "EF 50mm f/1.8 STM"),
        ("EF 500MM F/4L IS II USM", "EF 500mm f/4L IS II USM"),
        ("RF 70-200MM F2.8 L IS USM Z", "RF 70-200mm F2.8 L IS USM Z"),
        ("RF 70–200mm F2.8 L IS USM Z", "RF 70-200mm F2.8 L IS USM Z"),
        ("RF 24-105mm F4-7.1 IS STM kit", "RF 24-105mm F4-7.1 IS STM"),
        ("RF 800MM F5.6 L IS USM", "RF 800mm F5.6 L IS USM"),
        ("CN-E 18-80MM T4.4 L IS KAS S", "CN-E 18-80mm T4.4 L IS KAS S"),
        ("Canon EF-S 10-18mm f/4.5-5.6 IS STM", "EF-S 10-18mm f/4.5-5.6 IS STM"),
        ("Canon Macro Twin Lite MT-26EX-RT", "Macro Twin Lite MT-26EX-RT"),
        ("Speedlite EL-100 (body)", "Speedlite EL-100"),
        ("imagePROGRAF PRO-6100 kit", "imagePROGRAF PRO-6100"),
        ("Imageprograf Pro-6100", "imagePROGRAF PRO-6100"),
        ("Canon Extender EF 1.4x III", "Extender EF 1.4x III"),
        # each of the other ways in which the old file writes its models
        ("Canon CR-N500", "CR-N500"),
        ("EF 400mm f/5.6L USM kit", "EF 400mm f/5.6L USM"),
        ("EOS R8 (body)", "EOS R8"),
        ("Canon EF 11-24mm f/4L USM", "EF 11-24mm f/4L USM"),
        ("Canon EF 100-400mm f/4.5-5.6L IS II USM", "EF 100-400mm f/4.5-5.6L IS II USM"),
        ("Canon CN-E 18-80mm T4.4 L IS KAS S", "CN-E 18-80mm T4.4 L IS KAS S"),
        ("Canon CR-X500", "CR-X500"),
        ("RF 85mm F1.2 L USM (body)", "RF 85mm F1.2 L USM"),
        ("Canon EF 600mm f/4L IS III USM", "EF 600mm f/4L IS III USM"),
        ("Canon EF 70-200mm f/2.8L IS III USM", "EF 70-200mm f/2.8L IS III USM"),
        ("Canon RF 24mm F1.8 MACRO IS STM", "RF 24mm F1.8 MACRO IS STM"),
        ("Macro Ring Lite MR-14EX II kit", "Macro Ring Lite MR-14EX II"),
        ("Canon Speedlite Transmitter ST-E3-RT", "Speedlite Transmitter ST-E3-RT"),
        ("EOS C50 (body)", "EOS C50"),
        ("RF 100-300mm F2.8 L IS USM kit", "RF 100-300mm F2.8 L IS USM"),
        ("Canon CN-E 14mm T3.1 L F", "CN-E 14mm T3.1 L F"),
        ("Canon RF 100-400mm F5.6-8 IS USM", "RF 100-400mm F5.6-8 IS USM"),
        ("EF 24-105mm f/4L IS II USM (body)", "EF 24-105mm f/4L IS II USM"),
        ("Canon CN-E 50mm T1.3 L F", "CN-E 50mm T1.3 L F"),
        ("EF 400mm f/2.8L IS II USM kit", "EF 400mm f/2.8L IS II USM"),
        ("Canon RF 16mm F2.8 STM", "RF 16mm F2.8 STM"),
        ("EF 800mm f/5.6L IS USM (body)", "EF 800mm f/5.6L IS USM"),
        ("Canon RF 70-200mm F2.8 L IS USM Z", "RF 70-200mm F2.8 L IS USM Z"),
        ("EOS 90D kit", "EOS 90D"),
        ("RF 16MM F2.8 STM", "RF 16mm F2.8 STM"),
        ("CN-E 24MM T1.5 L F", "CN-E 24mm T1.5 L F"),
        ("Canon XF705", "XF705"),
        ("EF 400MM F/2.8L IS II USM", "EF 400mm f/2.8L IS II USM"),
        ("Speedlite 600EX II-RT (body)", "Speedlite 600EX II-RT"),
        ("Canon Speedlite EL-10", "Speedlite EL-10"),
        ("Canon EOS 5D Mark III", "EOS 5D Mark III"),
        ("Canon RF 15-35mm F2.8 L IS USM", "RF 15-35mm F2.8 L IS USM"),
        ("Canon RF 5.2mm F2.8 L DUAL FISHEYE", "RF 5.2mm F2.8 L DUAL FISHEYE"),
        ("RF 100mm F2.8 L MACRO IS USM (body)", "RF 100mm F2.8 L MACRO IS USM"),
        ("Canon RF 800mm F5.6 L IS USM", "RF 800mm F5.6 L IS USM"),
        ("Canon EF 85mm f/1.4L IS USM", "EF 85mm f/1.4L IS USM"),
        ("EF 16-35mm f/2.8L III USM (body)", "EF 16-35mm f/2.8L III USM"),
        ("Canon EOS 7D Mark II", "EOS 7D Mark II"),
        ("Canon EF 135mm f/2L USM", "EF 135mm f/2L USM"),
        ("Speedlite EL-10 kit", "Speedlite EL-10"),
        ("CR-X300 kit", "CR-X300"),
        ("PowerShot G5 X Mark II (body)", "PowerShot G5 X Mark II"),
        ("Canon EF 50mm f/1.2L USM", "EF 50mm f/1.2L USM"),
        ("Canon CJ17ex6.2B", "CJ17ex6.2B"),
        ("Canon EOS 5DS R", "EOS 5DS R"),
        ("RF 50mm F1.4 L VCM (body)", "RF 50mm F1.4 L VCM"),
        ("Canon RF 24-70mm F2.8 L IS USM", "RF 24-70mm F2.8 L IS USM"),
        ("RF 24-105MM F2.8 L IS USM Z", "RF 24-105mm F2.8 L IS USM Z"),
        ("RF 35mm F1.4 L VCM (body)", "RF 35mm F1.4 L VCM"),
        ("imageFORMULA R40 (body)", "imageFORMULA R40"),
        ("Canon XEED 4K6020Z", "XEED 4K6020Z"),
        ("Canon RF 35mm F1.4 L VCM", "RF 35mm F1.4 L VCM"),
        ("12x36 IS III kit", "12x36 IS III"),
        ("PowerShot G7 X Mark III (body)", "PowerShot G7 X Mark III"),
        ("EF 70-200mm f/4L IS II USM kit", "EF 70-200mm f/4L IS II USM"),
        ("Speedlite 600EX-RT kit", "Speedlite 600EX-RT"),
    ],
)
def test_other_spellings_of_the_same_model(written: str, meant: str) -> None:
    assert folded(written) == folded(meant)
    assert meant in catalogue()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EOS R5", "EOS R5 C"),
        ("EOS R5", "EOS R5 Mark II"),
        ("EOS R", "EOS R5"),
        ("EOS 5DS", "EOS 5DS R"),
        ("EF 50mm f/1.8 STM", "EF 50mm f/1.4 USM"),
        ("EF 24-70mm f/2.8L II USM", "EF 24-70mm f/4L IS USM"),
        ("RF 24-105mm F4 L IS USM", "RF 24-105mm F4-7.1 IS STM"),
        ("RF 70-200mm F2.8 L IS USM", "RF 70-200mm F2.8 L IS USM Z"),
        ("Speedlite EL-1", "Speedlite EL-10"),
        ("Extender EF 1.4x III", "Extender EF 2x III"),
        ("EOS R5 (kit 24-105)", "EOS R5"),
    ],
)
def test_models_that_are_not_the_same(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("name", ["EF 24-70L", "PowerShot SX99", "Nikon D850", "", "kit", "RF 24-105mm"])
def test_names_that_mean_no_model_of_the_catalogue(name: str) -> None:
    assert folded(name) not in {folded(model) for model in catalogue()}


def test_no_two_models_of_the_catalogue_are_folded_to_one() -> None:
    assert len({folded(model) for model in catalogue()}) == len(catalogue())


@pytest.mark.parametrize("name", ["Canon EOS R5 (body)", "EF 50mm f/1.8 STM", "RF 24-105mm F4-7.1 IS STM"])
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert folded(folded(name)) == folded(name)
