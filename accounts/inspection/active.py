"""What runs, what leads away, and what is attached: scripts are refused, links are taken off."""

import re
import zlib
from typing import Any

import pikepdf

from accounts.inspection import walk
from accounts.inspection.verdicts import Refusal, Why

ACTIVE_KINDS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMedia",
    "/RichMediaExecute", "/3D", "/GoTo3DView", "/Screen", "/PS",
}  # fmt: skip
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}
# A link within the document may stay; whatever else an action does is taken off with it.
KINDS_OF_ACTION = {
    "/URI",
    "/GoToR",
    "/GoTo",
    "/Thread",
    "/Named",
    "/ResetForm",
    "/Hide",
    "/SetOCGState",
    "/Trans",
}
ALWAYS_OFF = ("/AA", "/OpenAction", "/PA", "/OPI", "/Ref", "/Collection")

# The outermost elements of electronic invoices: CII and its predecessor, UBL, FatturaPA, Facturae.
INVOICES = {
    b"CrossIndustryInvoice", b"CrossIndustryDocument", b"Invoice", b"CreditNote", b"FatturaElettronica", b"Facturae",
}  # fmt: skip
LARGEST_INVOICE = 5 * 1024 * 1024
BEFORE_THE_ROOT = re.compile(rb"\s+|<\?xml\s[^>]*\?>|<!--.*?-->", re.DOTALL)
ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")


def refuse(pdf: pikepdf.Pdf) -> None:
    attached: dict[tuple[int, int], Any] = {}
    for found in walk.dictionaries(pdf):
        kinds = {walk.name_of(found.get(key)) for key in ("/S", "/Subtype")}
        if kinds & ACTIVE_KINDS or ACTIVE_KEYS & set(found.keys()):
            raise Refusal(Why.ACTIVE)
        for opening in ("/OpenAction", "/AA"):
            if opening in found and _goes_to_the_web(found[opening]):
                raise Refusal(Why.ACTIVE)
        if isinstance(found.get("/EF"), pikepdf.Dictionary):
            attached |= {stream.objgen: stream for _key, stream in found["/EF"].items()}
    if any("/F" in found.stream_dict for found in pdf.objects if isinstance(found, pikepdf.Stream)):
        raise Refusal(Why.ACTIVE)  # its bytes would come from another file
    if len(attached) > 1 or not all(_is_invoice(stream) for stream in attached.values()):
        raise Refusal(Why.ATTACHED)


def _goes_to_the_web(action: Any, depth: int = 0) -> bool:
    """Return whether an action that runs by itself would open an address."""
    if not isinstance(action, pikepdf.Dictionary) or depth > 5:
        return False
    if "/URI" in action:
        return True
    return any(_goes_to_the_web(value, depth + 1) for _key, value in action.items())


def _is_invoice(stream: Any) -> bool:
    """Return whether an attached file is the XML of an electronic invoice and nothing that a browser would run."""
    if not isinstance(stream, pikepdf.Stream):
        return False
    raw = bytes(stream.read_raw_bytes())
    kind = stream.get("/Filter")
    if isinstance(kind, pikepdf.Array) and len(kind) == 1:
        kind = kind[0]
    if kind is not None:
        if str(kind) != "/FlateDecode":
            return False
        try:
            raw = zlib.decompressobj().decompress(raw, LARGEST_INVOICE)
        except zlib.error:
            return False
    if len(raw) >= LARGEST_INVOICE or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return False
    return _root_of(raw) in INVOICES


def _root_of(xml: bytes) -> bytes:
    at = len(b"\xef\xbb\xbf") if xml.startswith(b"\xef\xbb\xbf") else 0
    while before := BEFORE_THE_ROOT.match(xml, at):
        at = before.end()
    root = ROOT.match(xml, at)
    return root[1] if root else b""


def disarm(pdf: pikepdf.Pdf) -> None:
    """Take off what is no part of a page: links out of the document, what happens by itself, names of addresses."""
    for found in walk.dictionaries(pdf):
        for key in ALWAYS_OFF:
            if key in found:
                del found[key]
        if isinstance(found.get("/A"), pikepdf.Dictionary) and _leads_away(found["/A"]):
            del found["/A"]
    for key in ("/URI", "/Threads"):
        if key in pdf.Root:
            del pdf.Root[key]
    if isinstance(pdf.Root.get("/Names"), pikepdf.Dictionary) and "/URLS" in pdf.Root.Names:
        del pdf.Root.Names["/URLS"]


def _leads_away(action: Any) -> bool:
    kind = walk.name_of(action.get("/S"))
    return kind in KINDS_OF_ACTION and (kind != "/GoTo" or "/Next" in action)
