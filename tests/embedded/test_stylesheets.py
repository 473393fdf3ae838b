"""What a browser passes over in silence, `make check` names."""

from pathlib import Path

import pytest

from embedded import stylesheets


def faults(root: Path, text: str) -> list[str]:
    (root / "static").mkdir()
    (root / "static" / "page.css").write_text(text)
    return [fault.removeprefix("static/page.css:") for fault in stylesheets.faults(root)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a { colour: red; }", "1: no property is named colour"),
        ("a { color red; }", "1: Stop token reached before {} block for a qualified rule."),
        ("a { color: red;\n  color: blue; }", "2: color stands twice in one rule"),
        ("\na { }", "2: a is empty"),
        ("a { color: var(--ink); }", "1: --ink is defined nowhere"),
        ("a { color: red; }\nb { margin: 0; }\na { margin: 0; }", "3: a has its rule in line 1 already"),
        ("@media print { a { colour: red; } }", "1: no property is named colour"),
        ("/* " + "x" * 200 + " */", "1: a line of 206 characters, at most 200"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults(tmp_path, text)


def test_a_stylesheet_without_faults_passes(tmp_path: Path) -> None:
    text = """\
:root { --ink: #111; }
@page { size: A4; @bottom-right { content: counter(page); } }
a { color: var(--ink); border-color: var(--bs-border-color); }
a:hover { color: red; }
@media (min-width: 600px) { a { color: blue; } }
@media (min-width: 800px) { a { color: green; } }
text { text-anchor: middle; }
"""
    assert faults(tmp_path, text) == []
