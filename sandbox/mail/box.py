"""The mails that came in: one .eml file each, as received, with the envelope written on top."""

import os
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser
from pathlib import Path

FROM_ENVELOPE, TO_ENVELOPE = "Return-Path", "Delivered-To"
ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+")


@dataclass(frozen=True)
class Attachment:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Mail:
    id: str
    received_at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


class MailBox:
    """A folder of mails; the newest one has the highest name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._last = 0
        self._read: dict[str, Mail] = {}

    def keep(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Write a mail to disk and return its id; it is there whole or not at all."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns())
            id = f"{self._last:020}"
            envelope = "".join(
                [f"{FROM_ENVELOPE}: <{sender}>\r\n", *(f"{TO_ENVELOPE}: {to}\r\n" for to in recipients)]
            )
            draft = self._folder / f"{id}.part"
            draft.write_bytes(envelope.encode() + content)
            os.replace(draft, self._folder / f"{id}.eml")
        return id

    def mails(self, to: str = "") -> list[Mail]:
        """Return the mails to an address (or part of one), newest first."""
        wanted = to.strip().casefold()
        ids = sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)
        found = [mail for mail in map(self.mail, ids) if mail is not None]
        return [mail for mail in found if not wanted or any(wanted in each.casefold() for each in mail.to)]

    def mail(self, id: str) -> Mail | None:
        if not re.fullmatch(r"[0-9]{20}", id):
            return None
        if id not in self._read:
            path = self._folder / f"{id}.eml"
            if not path.exists():
                return None
            self._read[id] = _parse(id, path.read_bytes())
        return self._read[id]

    def raw(self, id: str) -> bytes:
        return (self._folder / f"{id}.eml").read_bytes()

    def clear(self) -> None:
        with self._lock:
            for path in self._folder.glob("*.eml"):
                path.unlink()
            self._read.clear()


def _parse(id: str, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = (_body(message, kind) for kind in ("plain", "html"))
    recipients = [str(value) for value in message.get_all(TO_ENVELOPE, [])]
    named = [address for _, address in getaddresses([str(value) for value in message.get_all("To", [])])]
    return Mail(
        id=id,
        received_at=datetime.fromtimestamp(int(id) / 1e9, UTC),
        sender=parseaddr(str(message.get("From", "")))[1],
        to=tuple(dict.fromkeys(recipients or named)),
        subject=str(message.get("Subject", "")),
        text=text,
        html=html,
        links=tuple(dict.fromkeys([*_links_of_html(html), *_links_of_text(text)])),
        attachments=tuple(_attachment(part) for part in _attached(message)),
        headers=tuple(
            (name, str(message.get(name, ""))) for name in ("From", "To", "Cc", "Reply-To", "Date")
        ),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    return str(part.get_content())


def _attached(message: EmailMessage) -> list[MIMEPart]:
    bodies = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    return [
        part
        for part in message.walk()
        if isinstance(part, MIMEPart) and not part.is_multipart() and not any(part is body for body in bodies)
    ]


def _attachment(part: MIMEPart) -> Attachment:
    content = part.get_payload(decode=True)
    extension = part.get_content_subtype()
    return Attachment(
        filename=part.get_filename() or f"part.{extension}",
        content_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
        content_id=str(part.get("Content-ID", "")).strip("<> "),
    )


def _links_of_text(text: str) -> list[str]:
    return [found.rstrip(".,;:!?") for found in ADDRESS.findall(text)]


def _links_of_html(html: str) -> list[str]:
    collector = _Links()
    collector.feed(html)
    collector.close()
    return collector.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address and address.startswith(("http://", "https://")):
            self.found.append(address)
