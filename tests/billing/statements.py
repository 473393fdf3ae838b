"""CAMT.053 as banks write it, made from the schema: elements in the order that ISO 20022 prescribes."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

IBAN = "NL93DEMO0123456789"
DAY = date(2026, 9, 30)


@dataclass(frozen=True)
class Booking:
    """One booking; cents below zero are a debit."""

    cents: int
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    bank_reference: str = ""
    party: str = "SIA Studija"
    party_iban: str = "LV80BANK0000435195001"
    currency: str = "EUR"
    status: str = "BOOK"
    returned: bool = False
    reversal: bool = False
    day: date = DAY
    parts: tuple["Booking", ...] = ()


@dataclass(frozen=True)
class Bank:
    """The habits of a bank: version, how dates, statuses and names are written, what it leaves out."""

    version: str = "001.02"
    prefix: str = ""
    with_time: bool = False
    gives_references: bool = True
    interim: bool = False
    info_beside_remittance: bool = False

    @property
    def is_new(self) -> bool:
        return self.version == "001.08"


# The shapes that Dutch, German and Baltic banks describe in their manuals; real exports were not at hand.
DUTCH = Bank(gives_references=True)
GERMAN = Bank(version="001.08", with_time=True, info_beside_remittance=True)
BALTIC = Bank(prefix="ns2:", gives_references=False, interim=True)
BANKS = {"dutch": DUTCH, "german": GERMAN, "baltic": BALTIC}


@dataclass(frozen=True)
class Sheet:
    """What a statement is made of; the closing balance is what adds up unless another is given."""

    bookings: tuple[Booking, ...]
    bank: Bank = DUTCH
    id: str = "2026-273"
    iban: str = IBAN
    opening: int = 100_000
    closing: int | None = None
    doctype: str = field(default="")

    def xml(self) -> bytes:
        booked = sum(one.cents for one in self.bookings if one.status == "BOOK")
        closing = self.opening + booked if self.closing is None else self.closing
        first, last = ("ITBD", "ITBD") if self.bank.interim else ("OPBD", "CLBD")
        body = (
            "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-09-30T20:00:00</CreDtTm></GrpHdr>"
            f"<Stmt><Id>{self.id}</Id><CreDtTm>2026-09-30T20:00:00</CreDtTm>"
            f"<Acct><Id><IBAN>{self.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
            + self._balance(first, self.opening)
            + self._balance(last, closing)
            + "".join(self._entry(one, place) for place, one in enumerate(self.bookings))
            + "</Stmt>"
        )
        root = f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.{self.bank.version}">'
        head = f"<?xml version='1.0' encoding='UTF-8'?>{self.doctype}{root}"
        return self._prefixed(f"{head}<BkToCstmrStmt>{body}</BkToCstmrStmt></Document>").encode()

    def _prefixed(self, text: str) -> str:
        if not self.bank.prefix:
            return text
        name = self.bank.prefix.rstrip(":")
        text = text.replace("xmlns=", f"xmlns:{name}=")
        head, mark, rest = text.partition("?>")
        opened = (
            rest.replace("</", "\0")
            .replace("<", f"<{self.bank.prefix}")
            .replace("\0", f"</{self.bank.prefix}")
        )
        return head + mark + opened

    def _balance(self, code: str, cents: int) -> str:
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(abs(cents))}{_sign(cents)}"
            f"<Dt><Dt>{DAY}</Dt></Dt></Bal>"
        )

    def _entry(self, one: Booking, place: int) -> str:
        bank = self.bank
        status = f"<Sts><Cd>{one.status}</Cd></Sts>" if bank.is_new else f"<Sts>{one.status}</Sts>"
        day = f"<DtTm>{one.day}T09:30:00+02:00</DtTm>" if bank.with_time else f"<Dt>{one.day}</Dt>"
        own = one.bank_reference or f"B{self.id}{place}"
        reference = f"<AcctSvcrRef>{own}</AcctSvcrRef>" if bank.gives_references else ""
        family = "RRTN" if one.returned else "ESCT"
        reversal = "<RvslInd>true</RvslInd>" if one.reversal else ""
        parts = "".join(self._transaction(part) for part in one.parts or (one,))
        beside = f"<AddtlNtryInf>{escape(one.text)}</AddtlNtryInf>" if bank.info_beside_remittance else ""
        return (
            f"<Ntry>{_amount(abs(one.cents), one.currency)}{_sign(one.cents)}{reversal}{status}"
            f"<BookgDt>{day}</BookgDt><ValDt><Dt>{one.day}</Dt></ValDt>{reference}"
            f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>{family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
            f"<NtryDtls>{parts}</NtryDtls>{beside}</Ntry>"
        )

    def _transaction(self, one: Booking) -> str:
        bank = self.bank
        refs = f"<Refs><EndToEndId>{one.end_to_end or 'NOTPROVIDED'}</EndToEndId></Refs>"
        amount = _amount(abs(one.cents), one.currency)
        amounts = (
            f"{amount}{_sign(one.cents)}" if bank.is_new else f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
        )
        side = "Dbtr" if one.cents > 0 else "Cdtr"
        name = f"<Nm>{escape(one.party)}</Nm>"
        party = f"<Pty>{name}</Pty>" if bank.is_new else name
        account = f"<{side}Acct><Id><IBAN>{one.party_iban}</IBAN></Id></{side}Acct>" if one.party_iban else ""
        back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if one.returned else ""
        return (
            f"<TxDtls>{refs}{amounts}<RltdPties><{side}>{party}</{side}>{account}</RltdPties>"
            f"{self._remittance(one)}{back}</TxDtls>"
        )

    def _remittance(self, one: Booking) -> str:
        free = (
            f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text and not self.bank.info_beside_remittance else ""
        )
        structured = (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            f"<Ref>{one.structured}</Ref></CdtrRefInf></Strd>"
            if one.structured
            else ""
        )
        return f"<RmtInf>{free}{structured}</RmtInf>" if free or structured else ""


def _amount(cents: int, currency: str = "EUR") -> str:
    return f'<Amt Ccy="{currency}">{Decimal(cents) / 100:.2f}</Amt>'


def _sign(cents: int) -> str:
    return f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd>"
