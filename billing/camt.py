"""Bank statements as ISO 20022 writes them: CAMT.053 in the versions 001.02 and 001.08, read with Decimal."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from cps_portal.lib.errors import DomainError

VERSIONS = (
    "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02",
    "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08",
)
OPENING, CLOSING, INTERIM = ("OPBD", "PRCD"), ("CLBD",), "ITBD"
BOOKED, DEBIT = "BOOK", "DBIT"
RETURNS = "RRTN"  # the bank's code for a payment that comes back


class StatementRefused(DomainError):
    """A file that is no whole statement of an account of ours."""


@dataclass(frozen=True)
class Entry:
    """One booking: cents below zero went out; the key tells it from every other of the account."""

    key: str
    booked_on: date
    amount_cents: int
    currency: str
    party: str
    party_iban: str
    references: tuple[str, ...]
    text: str
    is_return: bool


@dataclass(frozen=True)
class Statement:
    """What an account held before and after, and what was booked between."""

    iban: str
    statement_id: str
    currency: str
    opening_cents: int
    closing_cents: int
    until_on: date
    entries: tuple[Entry, ...]


def read(content: bytes) -> list[Statement]:
    """Read every statement of a file, or raise StatementRefused where the file is broken or does not add up."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise StatementRefused(_("The file is not readable XML. Ask the bank for CAMT.053.")) from error
    namespace = root.tag[1:].partition("}")[0]
    if namespace not in VERSIONS:
        raise StatementRefused(_("The file is no CAMT.053 in version 001.02 or 001.08."))
    for element in root.iter():
        element.tag = element.tag.partition("}")[2]
    try:
        statements = [_statement(found) for found in root.iter("Stmt")]
    except (KeyError, ValueError, InvalidOperation) as error:
        raise StatementRefused(_("Something that every statement has is missing or not readable.")) from error
    if not statements:
        raise StatementRefused(_("There is no statement in the file."))
    return statements


def _statement(found: Element) -> Statement:
    opening, closing, day = _balances(found)
    entries = tuple(_keyed([entry for booked in found.iter("Ntry") for entry in _entries(booked)]))
    account = found.find("Acct")
    assert account is not None
    statement = Statement(
        iban=_text(found, "Acct/Id/IBAN").replace(" ", ""),
        statement_id=_text(found, "Id"),
        currency=account.findtext("Ccy") or _amount_of(found, "Bal")[1],
        opening_cents=opening,
        closing_cents=closing,
        until_on=day,
        entries=entries,
    )
    if opening + sum(entry.amount_cents for entry in entries) != closing:
        refusal = _(
            "Statement %(id)s does not add up: opening balance and entries are not the closing balance."
        )
        raise StatementRefused(refusal % {"id": statement.statement_id})
    return statement


def _balances(found: Element) -> tuple[int, int, date]:
    """The first and the last booked balance; a statement in several pages has interim ones at its ends."""
    opening: list[int] = []
    closing: list[tuple[int, date]] = []
    for balance in found.findall("Bal"):
        code = _text(balance, "Tp/CdOrPrtry/Cd")
        cents = _signed(balance)
        if code in OPENING or (code == INTERIM and not opening):
            opening.append(cents)
        elif code in CLOSING or code == INTERIM:
            closing.append((cents, _day(balance, "Dt")))
    if not opening or not closing:
        raise ValueError("a balance is missing")
    return opening[0], *closing[-1]


def _entries(booked: Element) -> Iterator[Entry]:
    """One entry for each transaction of a collective booking whose amounts are told, or one for the whole."""
    status = booked.findtext("Sts/Cd") or (booked.findtext("Sts") or "").strip()
    if status != BOOKED:
        return
    parts = booked.findall("NtryDtls/TxDtls")
    whole = _entry(booked, parts[0] if len(parts) == 1 else booked, _signed(booked))
    amounts = [_part_of(booked, part) for part in parts]
    if len(parts) > 1 and None not in amounts and sum(cents or 0 for cents in amounts) == whole.amount_cents:
        for number, (part, cents) in enumerate(zip(parts, amounts, strict=True)):
            entry = _entry(booked, part, cents or 0)
            own = part.findtext("Refs/AcctSvcrRef") or (whole.key and f"{whole.key}/{number}")
            yield replace(entry, key=own or "")
        return
    yield whole


def _entry(booked: Element, part: Element, cents: int) -> Entry:
    # The other side pays us or is paid by us; a bank that knows only the account leaves out the name.
    side = "Dbtr" if cents > 0 else "Cdtr"
    texts = [element.text or "" for element in part.iter("Ustrd")]
    texts += [element.text or "" for element in part.iter("AddtlRmtInf")]
    references = [element.text or "" for element in part.findall(".//CdtrRefInf/Ref")]
    references += [element.text or "" for element in part.iter("EndToEndId") if element.text != "NOTPROVIDED"]
    family = booked.findtext("BkTxCd/Domn/Fmly/SubFmlyCd") or ""
    return Entry(
        key=booked.findtext("AcctSvcrRef") or part.findtext("Refs/AcctSvcrRef") or "",
        booked_on=_day(booked, "BookgDt"),
        amount_cents=cents,
        currency=_amount_of(booked, ".")[1],
        party=_first(part, f".//{side}/Pty/Nm", f".//{side}/Nm"),
        party_iban=_first(part, f".//{side}Acct/Id/IBAN").replace(" ", ""),
        references=tuple(text for text in references if text),
        text=" ".join([*texts, booked.findtext("AddtlNtryInf") or ""]).strip(),
        is_return=family == RETURNS or part.find(".//RtrInf") is not None or _is_reversal(booked),
    )


def _keyed(entries: list[Entry]) -> Iterator[Entry]:
    """Give an entry without the bank's reference a fingerprint; two alike on a day are told apart by their order."""
    seen: Counter[str] = Counter()
    for entry in entries:
        if entry.key:
            yield entry
            continue
        facts = (entry.booked_on, entry.amount_cents, entry.party_iban, entry.references, entry.text)
        print_ = hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
        seen[print_] += 1
        yield replace(entry, key=f"print:{print_}:{seen[print_]}")


def _is_reversal(booked: Element) -> bool:
    return (booked.findtext("RvslInd") or "").strip() in ("true", "1")


def _part_of(booked: Element, part: Element) -> int | None:
    """The signed amount of one transaction; older statements leave the sign to the whole entry."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if part.find(path) is not None:
            cents = _cents(part.findtext(path) or "")
            sign = part.findtext("CdtDbtInd") or booked.findtext("CdtDbtInd")
            return -cents if sign == DEBIT else cents
    return None


def _signed(element: Element) -> int:
    cents, _currency = _amount_of(element, ".")
    return -cents if _text(element, "CdtDbtInd") == DEBIT else cents


def _amount_of(element: Element, path: str) -> tuple[int, str]:
    holder = element.find(path)
    amount = holder.find("Amt") if holder is not None else None
    if amount is None:
        raise ValueError("an amount is missing")
    return _cents(amount.text or ""), amount.attrib["Ccy"]


def _cents(text: str) -> int:
    cents = Decimal(text.strip()) * 100
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise ValueError("an amount is not whole cents")
    return int(cents)


def _day(element: Element, path: str) -> date:
    text = element.findtext(f"{path}/Dt") or _text(element, f"{path}/DtTm")
    return date.fromisoformat(text.strip()[:10])


def _text(element: Element, path: str) -> str:
    text = (element.findtext(path) or "").strip()
    if not text:
        raise ValueError(f"{path} is missing")
    return text


def _first(element: Element, *paths: str) -> str:
    return next((text.strip() for path in paths if (text := element.findtext(path))), "")
