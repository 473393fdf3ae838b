"""The only file that knows Apple's passes: the card of a member as a file that a telephone keeps in its wallet.

A pass is a zip with pass.json, pictures, a manifest of their SHA-1s and a detached signature of that manifest.
"""

import hashlib
import io
import json
import zipfile
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from PIL import Image, ImageDraw, ImageFont

from cps_portal.lib.texts import nine_digits
from subscriptions import cards
from subscriptions.models import Term

MEDIA_TYPE = "application/vnd.apple.pkpass"
ISSUER = "Canon Professional Services"
# What Apple asks for: the side of the icon in points, once, twice and three times as fine.
ICON_POINTS, SCALES = 29, {"icon.png": 1, "icon@2x.png": 2, "icon@3x.png": 3}


def is_configured() -> bool:
    needed = (
        settings.WALLET_CERTIFICATE,
        settings.WALLET_KEY,
        settings.WALLET_PASS_TYPE,
        settings.WALLET_TEAM,
    )
    return all(needed)


def wallet_pass(term: Term) -> bytes:
    """Make the signed pass for the card of a term, in the reader's language."""
    files = {"pass.json": json.dumps(_said(term), ensure_ascii=False).encode()}
    files |= {name: _icon(scale) for name, scale in SCALES.items()}
    manifest = {name: hashlib.sha1(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = json.dumps(manifest).encode()
    files["signature"] = _signed(files["manifest.json"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _said(term: Term) -> dict[str, Any]:
    number, company = term.subscription.number, term.subscription.company
    over = timezone.make_aware(datetime.combine(term.ends_on, time()))
    until = date_format(term.expires_on, "DATE_FORMAT")
    return {
        "formatVersion": 1,
        "passTypeIdentifier": settings.WALLET_PASS_TYPE,
        "teamIdentifier": settings.WALLET_TEAM,
        "serialNumber": f"{number.pk}-{term.pk}",
        "organizationName": ISSUER,
        "description": _("Membership card"),
        "logoText": "CPS",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(217, 217, 212)",
        "backgroundColor": "rgb(0, 0, 0)",
        "expirationDate": over.isoformat(),
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": cards.paper_link(term),
                "messageEncoding": "iso-8859-1",
                "altText": nine_digits(number.pk),
            }
        ],
        "generic": {
            "primaryFields": [_field("number", _("Membership number"), nine_digits(number.pk))],
            "secondaryFields": [
                _field("level", _("Level"), str(term.level)),
                _field("until", pgettext("card", "Valid until"), until),
            ],
            "auxiliaryFields": [_field("company", _("Company"), company.legal_name)],
        },
    }


def _field(key: str, label: str, value: str) -> dict[str, str]:
    return {"key": key, "label": label, "value": value}


@cache
def _icon(scale: int) -> bytes:
    """Draw the mark of the programme: three white letters on black."""
    side = ICON_POINTS * scale
    picture = Image.new("RGB", (side, side), "#000000")
    font = ImageFont.load_default(size=11 * scale)
    ImageDraw.Draw(picture).text((side / 2, side / 2), "CPS", font=font, fill="#ffffff", anchor="mm")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _signed(manifest: bytes) -> bytes:
    certificate = x509.load_pem_x509_certificate(Path(settings.WALLET_CERTIFICATE).read_bytes())
    key = serialization.load_pem_private_key(Path(settings.WALLET_KEY).read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey), "a key that can sign a pass"
    builder = pkcs7.PKCS7SignatureBuilder().set_data(manifest).add_signer(certificate, key, hashes.SHA256())
    if settings.WALLET_ISSUER:
        for issuer in x509.load_pem_x509_certificates(Path(settings.WALLET_ISSUER).read_bytes()):
            builder = builder.add_certificate(issuer)
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return builder.sign(serialization.Encoding.DER, options)
