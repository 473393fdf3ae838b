"""The numbers that states give to companies: how they are kept, and whether they can be right."""

import re
from types import ModuleType

from django.utils.translation import gettext as _
from django_countries import countries
from stdnum import get_cc_module
from stdnum.at import businessid
from stdnum.be import vat as be_number
from stdnum.ch import uid
from stdnum.cz import dic
from stdnum.dk import cvr
from stdnum.ee import registrikood
from stdnum.es import nif as es_nif
from stdnum.exceptions import ValidationError
from stdnum.fi import associationid, ytunnus
from stdnum.fr import siren, siret
from stdnum.lv import pvn
from stdnum.no import orgnr as no_orgnr
from stdnum.pt import nif as pt_nif
from stdnum.se import orgnr as se_orgnr
from stdnum.se import personnummer

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

# Sole traders are registered under their tax or personal number in some countries, so several kinds may fit.
REGISTERS: dict[str, tuple[ModuleType, ...]] = {
    "AT": (businessid,),
    "BE": (be_number,),
    "CH": (uid,),
    "CZ": (dic,),
    "DK": (cvr,),
    "EE": (registrikood,),
    "ES": (es_nif,),
    "FI": (ytunnus, associationid),
    "FR": (siren, siret),
    "LV": (pvn,),
    "NO": (no_orgnr,),
    "PT": (pt_nif,),
    "SE": (se_orgnr, personnummer),
}
SHAPES = {"NL": r"[0-9]{8}", "LT": r"[0-9]{7}|[0-9]{9}"}
LOOSE = r"[0-9A-Z][0-9A-Z ./-]{1,38}[0-9A-Z]"


def vat_number(text: str, *, country: str) -> str:
    """Return the number as we keep it, with its prefix; refuse one that cannot be right for the country."""
    plain = re.sub(r"[^0-9A-Z+*]", "", text.upper())
    checker = get_cc_module(country.lower(), "vat")
    if checker is None or country not in PREFIXES:
        return plain
    prefix = PREFIXES[country]
    for candidate in _ways_of_writing(plain, country):
        try:
            found = str(checker.validate(candidate))
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
    if country in REGISTERS:
        for register in REGISTERS[country]:
            try:
                return str(register.validate(tidy))
            except ValidationError:
                continue
        fits = False
    else:
        fits = bool(re.fullmatch(SHAPES.get(country, LOOSE), tidy)) and any(c.isdigit() for c in tidy)
    if not fits:
        raise DomainError(
            _(
                "This cannot be a registration number of this country (%(country)s). "
                "Compare it with your extract from the register, digit by digit."
            )
            % {"country": countries.name(country)},
            field="registration_number",
        )
    return tidy
