import pytest

from cps_portal.lib.texts import in_language


@pytest.mark.parametrize(
    ("language", "expected"),
    [("lv", "Sveiki"), ("lv-lv", "Sveiki"), ("en-gb", "Hello"), ("de", "Hello")],
)
def test_a_text_is_given_in_the_language_or_in_english(language: str, expected: str) -> None:
    assert in_language({"en": "Hello", "lv": "Sveiki"}, language) == expected


def test_a_text_in_one_language_is_better_than_none() -> None:
    assert in_language({"lv": "Sveiki"}, "de") == "Sveiki"


def test_no_text_is_an_empty_one() -> None:
    assert in_language({}, "lv") == ""
