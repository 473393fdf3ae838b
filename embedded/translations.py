"""The catalogues of texts: compiled when newer, and searched for what a language still lacks."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from embedded.errors import CannotRun
from embedded.home import CHECKOUT

STYLE = ("--no-obsolete", "--no-wrap")
# Without the numbers of lines, so that a change of code changes no catalogue.
KEPT = "--add-location=file"
IGNORED = (".venv", "var", "node_modules", "tests", "embedded", "sandbox", "bench", "docs")


def catalogues(root: Path) -> list[Path]:
    return sorted(root.glob("locale/*/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path = CHECKOUT) -> None:
    """Write each .mo that is missing or older than its .po; the .mo files are not committed."""
    for source in catalogues(root):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = compiled.with_name(f"{compiled.name}.{os.getpid()}")  # Two commands may do this at once.
        with fresh.open("wb") as file:
            write_mo(file, read(source))
        fresh.rename(compiled)


def run(words: Sequence[str]) -> int:
    """Name what the languages lack; fails when that is anything."""
    found = gaps()
    print("\n".join(found))
    return 1 if found else 0


def collect_here(words: Sequence[str]) -> int:
    """Add new texts to the catalogues of this checkout, to be translated."""
    collect(CHECKOUT)
    return 0


def read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parts[-3])


def collect(root: Path, places: str = KEPT) -> None:
    """Bring every catalogue below this folder up to date with the texts of its sources."""
    if not shutil.which("xgettext"):
        raise CannotRun("xgettext is missing: type “sudo apt-get install gettext”, then start again.")
    if not catalogues(root):
        raise CannotRun(f"{root / 'locale'} holds no catalogue, and Latvian is to be complete.")
    ignored = [word for folder in IGNORED for word in ("--ignore", folder)]
    languages = [word for source in catalogues(root) for word in ("--locale", source.parts[-3])]
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, *ignored, *STYLE, places],
        cwd=root,
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": "", "PYTHONUTF8": "1"},
    )
    if done.returncode:
        raise CannotRun(f"The texts could not be collected:\n{done.stdout}{done.stderr}")


def gaps(root: Path = CHECKOUT) -> list[str]:
    """Name every text that a language lacks, or whose translation breaks its placeholders."""
    with tempfile.TemporaryDirectory(prefix="cps-texts-") as folder:
        copy = Path(folder) / "sources"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".*", *IGNORED, "*.mo"), symlinks=True)
        collect(copy, places="--add-location=full")
        return [f"{source.parts[-3]}: {gap}" for source in catalogues(copy) for gap in _gaps(read(source))]


def _gaps(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if message.id == "":
            continue
        where = ", ".join(f"{file}:{line}" for file, line in message.locations[:2])
        name = f"“{message.id if isinstance(message.id, str) else message.id[0]}” ({where})"
        if message.fuzzy:
            yield f"only guessed: {name}"
        elif not all(_forms(message)):
            yield f"not translated: {name}"
        else:
            yield from (f"{error}: {name}" for error in message.check(catalogue))


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())
