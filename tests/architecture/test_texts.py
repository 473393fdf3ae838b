"""Every text that a person reads is marked for translation: a scan of the templates for words that are not."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.sources import named, tracked

# Names and codes are the same in every language.
NAMES = {
    "BIC",
    "CPS",
    "CSV",
    "Canon",
    "EOS",
    "IBAN",
    "JPEG",
    "KB",
    "MB",
    "PDF",
    "PNG",
    "Professional",
    "SIA",
    "Services",
    "XML",
}
READ_ALOUD = {"alt", "aria-description", "aria-label", "placeholder", "title"}
HIDDEN = {"script", "style"}
# The names of icons and of classes are no words, though they stand where words do.
ICONS = "material-symbols-outlined"
CLASSES = re.compile(r"\{%\s*block width\s*%\}.*?\{%\s*endblock.*?%\}")

COMMENT = re.compile(r"\{%-?\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ADDRESS = re.compile(r"\S+[@/]\S+|\w+(?:\.\w+)+")
WORD = re.compile(r"[^\W\d_]{2,}")
CODED = re.compile(r"\w*\d\w*")

Unmarked = tuple[int, str]


def without_code(source: str) -> str:
    """Take out what the template engine reads, keeping each line where it is."""
    for pattern in (COMMENT, TRANSLATED, CLASSES, CODE):
        source = pattern.sub(lambda found: "\n" * found.group().count("\n"), source)
    return source


def words(text: str) -> list[str]:
    plain = CODED.sub(" ", ADDRESS.sub(" ", text))
    return [word for word in WORD.findall(plain) if word not in NAMES]


class Page(HTMLParser):
    """Collects the words of a page that nobody translates."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unmarked: list[Unmarked] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN or ICONS in (dict(attrs).get("class") or ""):
            self.inside.append(tag)
        for name, value in attrs:
            if name in READ_ALOUD:
                self._collect(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self._collect(data)

    def _collect(self, text: str) -> None:
        first = self.getpos()[0]
        for offset, line in enumerate(text.split("\n")):
            self.unmarked += [(first + offset, word) for word in words(line)]


def unmarked(source: str, *, is_html: bool) -> list[Unmarked]:
    text = without_code(source)
    if is_html:
        page = Page()
        page.feed(text)
        page.close()
        return page.unmarked
    return [(number, word) for number, line in enumerate(text.split("\n"), 1) for word in words(line)]


def templates() -> Iterator[Path]:
    for file in tracked():
        if "templates" in Path(named(file)).parts and file.suffix in {".html", ".txt"}:
            yield file


def test_every_word_of_the_templates_is_marked_for_translation() -> None:
    found = [
        f"{named(file)}:{line}: {word}"
        for file in templates()
        for line, word in unmarked(file.read_text(), is_html=file.suffix == ".html")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Hello</p>", [(1, "Hello")]),
        ("<p>{% translate 'Hello' %}</p>", []),
        (
            "<p>\n{% blocktranslate trimmed %}\n  Hello {{ name }}\n{% endblocktranslate %}\nyou</p>",
            [(5, "you")],
        ),
        ('<input placeholder="Type here" class="wide">', [(1, "Type"), (1, "here")]),
        ('<a title="{% translate "Open" %}" href="x">CPS – 42 × {{ count }}</a>', []),
        ("{# a note #}{% comment %}Not\nshown{% endcomment %}<b>shown</b>", [(2, "shown")]),
        ('<span class="material-symbols-outlined">mail</span> <b>mail</b>', [(1, "mail")]),
        ("<script>const words = 1;</script><style>p { margin: 0 }</style>", []),
        ("<p>&nbsp;·&nbsp;LV40003245752 name@studio.example</p>", []),
    ],
)
def test_the_scan_sees_what_a_reader_sees(source: str, expected: list[Unmarked]) -> None:
    assert unmarked(source, is_html=True) == expected


def test_a_mail_of_plain_text_is_scanned_line_by_line() -> None:
    assert unmarked("{% translate 'Hello' %}\nYours, CPS\n", is_html=False) == [(2, "Yours")]
