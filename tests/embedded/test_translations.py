"""Every text has its translation, and `make check` names the one that has not."""

from pathlib import Path

import pytest

from embedded import translations
from embedded.errors import CannotRun

HEADER = """\
msgid ""
msgstr ""
"Language: lv\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);\\n"
"""
PAGE = "{% load i18n %}<h1>{% translate 'My products' %}</h1>"
PLURAL = """\
from django.utils.translation import ngettext
def say(n: int) -> str: return ngettext("%(n)s point", "%(n)s points", n) % {"n": n}
"""

HALF = """\
#, python-format
msgid "%(n)s point"
msgid_plural "%(n)s points"
msgstr[0] "%(n)s punkts"
msgstr[1] "%(n)s punkti"
msgstr[2] ""
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small checkout: one page with one text."""
    for folder in ("templates", "locale/lv/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    return tmp_path


def write_latvian(root: Path, words: str) -> Path:
    catalogue = root / "locale" / "lv" / "LC_MESSAGES" / "django.po"
    catalogue.write_text(f"{HEADER}\n{words}")
    return catalogue


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ("", "lv: not translated: “My products” (templates/page.html:1)"),
        ('msgid "My products"\nmsgstr ""', "lv: not translated: “My products” (templates/page.html:1)"),
        (
            '#, fuzzy\nmsgid "My products"\nmsgstr "Mani produkti"',
            "lv: only guessed: “My products” (templates/page.html:1)",
        ),
    ],
)
def test_a_gap_is_named_with_its_place(sources: Path, words: str, gap: str) -> None:
    catalogue = write_latvian(sources, words)
    before = catalogue.read_text()
    assert translations.gaps(sources) == [gap]
    assert catalogue.read_text() == before


def test_a_complete_language_has_no_gaps(sources: Path) -> None:
    write_latvian(sources, 'msgid "My products"\nmsgstr "Mani produkti"')
    assert translations.gaps(sources) == []


def test_each_plural_form_is_needed(sources: Path) -> None:
    (sources / "templates" / "page.html").unlink()
    (sources / "points.py").write_text(PLURAL)
    write_latvian(sources, HALF)
    assert translations.gaps(sources) == ["lv: not translated: “%(n)s point” (points.py:2)"]


def test_a_checkout_without_any_language_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="holds no catalogue"):
        translations.gaps(tmp_path)


def test_a_newer_catalogue_is_compiled_once(sources: Path) -> None:
    compiled = write_latvian(sources, 'msgid "My products"\nmsgstr "Mani produkti"').with_suffix(".mo")
    translations.compile_catalogues(sources)
    first = compiled.stat().st_mtime_ns
    translations.compile_catalogues(sources)
    assert b"Mani produkti" in compiled.read_bytes()
    assert compiled.stat().st_mtime_ns == first
