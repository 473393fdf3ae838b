"""The numbers that states give to companies: how they are kept, and whether they can be right."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django_countries import countries
from stdnum import get_cc_module
from stdnum.at import tin as at_tin
from stdnum.be import vat as be_number
from stdnum.bg import vat as bg_number
from stdnum.ch import uid
from stdnum.cy import vat as cy_number
from stdnum.cz import dic
from stdnum.de import stnr
from stdnum.dk import cvr
from stdnum.ee import registrikood
from stdnum.es import nif as es_nif
from stdnum.exceptions import InvalidChecksum, InvalidFormat, ValidationError
from stdnum.fi import associationid, ytunnus
from stdnum.fr import siren, siret
from stdnum.gb import utr
from stdnum.gr import vat as gr_number
from stdnum.hr import oib
from stdnum.hu import anum
from stdnum.ie import pps
from stdnum.ie import vat as ie_number
from stdnum.it import codicefiscale, iva
from stdnum.lt import asmens
from stdnum.lv import pvn
from stdnum.no import orgnr as no_orgnr
from stdnum.pl import nip, regon
from stdnum.pt import nif as pt_nif
from stdnum.ro import cui, onrc
from stdnum.se import orgnr as se_orgnr
from stdnum.se import personnummer
from stdnum.si import ddv, maticna
from stdnum.sk import dph

from cps_portal.lib.errors import DomainError

# What a number looks like, so that an error can show it; the digits belong to nobody.
EXAMPLES = {
    "AT": "ATU12345678",
    "BE": "BE0123456789",
    "BG": "BG123456789",
    "CH": "CHE-123.456.789 MWST",
    "CY": "CY12345678X",
    "CZ": "CZ12345678",
    "DE": "DE123456789",
    "DK": "DK12345678",
    "EE": "EE123456789",
    "ES": "ESA12345678",
    "FI": "FI12345678",
    "FR": "FR12345678901",
    "GB": "GB123456789",
    "GR": "EL123456789",
    "HR": "HR12345678901",
    "HU": "HU12345678",
    "IE": "IE1234567WA",
    "IT": "IT12345678901",
    "LT": "LT123456789012",
    "LU": "LU12345678",
    "LV": "LV12345678901",
    "MT": "MT12345678",
    "NL": "NL123456789B01",
    "NO": "NO123456789MVA",
    "PL": "PL1234567890",
    "PT": "PT123456789",
    "RO": "RO1234567890",
    "SE": "SE123456789001",
    "SI": "SI12345678",
    "SK": "SK1234567890",
}
PREFIXES = {country: "EL" if country == "GR" else country for country in EXAMPLES}
OUTSIDE_VIES = {"CH", "GB", "NO"}
VIES_PREFIXES = {prefix for country, prefix in PREFIXES.items() if country not in OUTSIDE_VIES} | {"XI"}


def latvian(text: str) -> str:
    """Return a Latvian number; personal codes given out since 2017 begin with 32 to 39 and tell nothing further."""
    number = str(pvn.compact(text))
    return number if re.fullmatch(r"3[2-9][0-9]{9}", number) else str(pvn.validate(number))


def lithuanian_code(text: str) -> str:
    """Return the code of a Lithuanian legal entity, whose ninth digit checks the others."""
    number = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{9}", number):
        raise InvalidFormat
    digits = [int(sign) for sign in number]
    for first in (1, 3):
        weights = [(first + place - 1) % 9 + 1 for place in range(8)]
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        if check < 10:
            break
    if check % 10 != digits[8]:
        raise InvalidChecksum
    return number


# Sole traders are registered under their tax or personal number in some countries, so several kinds may fit.
REGISTERS: dict[str, tuple[Callable[[str], str], ...]] = {
    "AT": (at_tin.validate,),
    "BE": (be_number.validate,),
    "BG": (bg_number.validate,),
    "CH": (uid.validate,),
    "CY": (cy_number.validate,),
    "CZ": (dic.validate,),
    "DE": (stnr.validate,),
    "DK": (cvr.validate,),
    "EE": (registrikood.validate,),
    "ES": (es_nif.validate,),
    "FI": (ytunnus.validate, associationid.validate),
    "FR": (siren.validate, siret.validate),
    "GB": (utr.validate,),
    "GR": (gr_number.validate,),
    "HR": (oib.validate,),
    "HU": (anum.validate,),
    "IE": (ie_number.validate, pps.validate),
    "IT": (iva.validate, codicefiscale.validate),
    "LT": (lithuanian_code, asmens.validate),
    "LV": (latvian,),
    "NO": (no_orgnr.validate,),
    "PL": (nip.validate, regon.validate),
    "PT": (pt_nif.validate,),
    "RO": (cui.validate, onrc.validate),
    "SE": (se_orgnr.validate, personnummer.validate),
    "SI": (maticna.validate, ddv.validate),
    # The Slovak register counts on where the Czechoslovak one stopped: same eight digits, same check.
    "SK": (dic.validate, dph.validate),
}
# Registers whose numbers have no check digit, beside those that have one or alone.
SHAPES = {
    "AT": r"(FN ?)?[0-9]{1,6} ?[A-Z]|(ZVR[ :.-]*)?[0-9]{8,10}",
    "CY": r"(HE|C|P|B|EE|AE)[ .-]?[0-9]{1,7}",
    "DE": r"(.*[ ,])?(HRA|HRB|GNR|GSR|PR|VR)[ .:]*[0-9]{1,6}( ?[A-Z]{1,3})?([ ,].*)?",
    "GB": r"[0-9]{6,8}|[A-Z]{2}[0-9]{6}|[A-Z][0-9]{7}",
    "GR": r"[0-9]{12}",
    "HR": r"[0-9]{8,9}",
    "HU": r"[0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{6}|[0-9]{8}-[1-5]-[0-9]{2}",
    "IE": r"[0-9]{5,7}",
    "IT": r"(REA )?[A-Z]{2}[ -]?[0-9]{5,7}",
    "LT": r"[0-9]{7}",
    "LU": r"[A-Z] ?[0-9]{1,7}|[0-9]{11}|[0-9]{13}",
    "MT": r"(C|P|LP|OC|VO|LPF)[ /-]?[0-9]{1,6}",
    "NL": r"[0-9]{8}",
    "PL": r"0[0-9]{9}",
}
LOOSE = r"[0-9A-Z][0-9A-Z ./-]{1,38}[0-9A-Z]"


def vat_number(text: str, *, country: str) -> str:
    """Return the number as we keep it, with its prefix; refuse one that cannot be right for the country."""
    plain = re.sub(r"[^0-9A-Z+*]", "", text.upper())
    checker = get_cc_module(country.lower(), "vat")
    if checker is None or country not in PREFIXES:
        return plain
    prefix = "XI" if country == "GB" and plain.startswith("XI") else PREFIXES[country]
    validate = latvian if country == "LV" else checker.validate
    for candidate in _ways_of_writing(plain, country):
        try:
            found = str(validate(candidate))
        except ValidationError:
            continue
        return prefix + _kept_part(found, country).removeprefix(prefix)
    raise DomainError(_why_not(plain, country), field="vat_number")


def _ways_of_writing(plain: str, country: str) -> list[str]:
    """The number as typed, and with the small things that people leave out or add."""
    if country == "CH":
        return [plain, f"{plain}MWST"] if plain.startswith("CHE") else [f"CHE{plain}", f"CHE{plain}MWST"]
    if country == "NO":
        return [plain, f"{plain}MVA"]
    if country == "HU":  # the domestic tax number goes on with a VAT code and a county
        digits = plain.removeprefix("HU")
        return [digits, digits[:8]] if len(digits) == 11 else [digits]
    if country == "GR":
        return [plain.removeprefix("EL").removeprefix("GR")]
    return [plain]


def _kept_part(found: str, country: str) -> str:
    if country == "CH":
        return found[2:12]
    if country == "NO":
        return found.removesuffix("MVA")
    return found


def _why_not(plain: str, country: str) -> str:
    prefix = plain[:2]
    if (
        prefix.isalpha()
        and prefix != PREFIXES[country]
        and prefix in PREFIXES.values()
        and plain[3:].isdigit()
    ):
        return _(
            "This number begins with %(prefix)s, but the country you chose is %(country)s. "
            "Choose the country of the number, or correct the number."
        ) % {"prefix": prefix, "country": countries.name(country)}
    return _(
        "This cannot be a VAT number of this country (%(country)s): there a number looks like %(example)s. "
        "Compare it with your VAT certificate, digit by digit."
    ) % {"example": EXAMPLES[country], "country": countries.name(country)}


def is_in_vies(number: str) -> bool:
    """Return whether VIES is the register that knows this VAT number."""
    return number[:2] in VIES_PREFIXES


def registration_number(text: str, *, country: str) -> str:
    """Return the number tidied; refuse one that the country's register cannot have given."""
    tidy = " ".join(text.upper().split())
    if checked := _with_check_digit(tidy, country):
        return checked
    is_known = country in REGISTERS or country in SHAPES
    shape = SHAPES.get(country, "" if is_known else LOOSE)
    if not re.fullmatch(shape, tidy) or not any(sign.isdigit() for sign in tidy):
        raise DomainError(
            _(
                "This cannot be a registration number of this country (%(country)s). "
                "Compare it with your extract from the register, digit by digit."
            )
            % {"country": countries.name(country)},
            field="registration_number",
        )
    return tidy


def has_check_digit(number: str, *, country: str) -> bool:
    """Return whether the number is one whose check digit was looked at, too."""
    return _with_check_digit(number, country) != ""


def _with_check_digit(number: str, country: str) -> str:
    for validate in REGISTERS.get(country, ()):
        try:
            return str(validate(number))
        except ValidationError:
            continue
    return ""
