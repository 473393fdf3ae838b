"""Where a journey is played: the addresses, the staff, the mail page, and who does the worker's work."""

import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

MAIL_SECONDS = 60


@dataclass(frozen=True)
class Person:
    email: str
    password: str


@dataclass(frozen=True)
class Received:
    """A mail as the mail page shows it."""

    id: str
    subject: str
    text: str
    links: list[str]
    attachments: list[str]


@dataclass(frozen=True)
class Stage:
    """The suite plays on its live server and works itself; the smoke run plays on the real processes."""

    site: str
    mail_page: str
    verifier: Person
    agent: Person
    work: Callable[[], None]

    def url(self, path: str) -> str:
        return f"{self.site}{path}"

    def mails(self, to: str) -> list[Received]:
        self.work()
        query = urllib.parse.urlencode({"to": to})
        with urllib.request.urlopen(f"{self.mail_page}/api/mails?{query}", timeout=10) as answer:
            mails = json.load(answer)
        return [
            Received(
                mail["id"],
                mail["subject"],
                mail["text"],
                mail["links"],
                [attachment["filename"] for attachment in mail["attachments"]],
            )
            for mail in mails
        ]

    def mail(self, *, to: str, having: Callable[[Received], bool]) -> Received:
        """Wait for a mail as its reader would, and say what came instead if it does not come."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            came = self.mails(to)
            for mail in came:
                if having(mail):
                    return mail
            time.sleep(0.2)
        raise AssertionError(
            f"no such mail to {to} within {MAIL_SECONDS} s; came: {[mail.subject for mail in came]}"
        )

    def link(self, *, to: str, part: str) -> str:
        """Wait for a mail with a link whose address contains this part, and return the link."""
        mail = self.mail(to=to, having=lambda mail: any(part in link for link in mail.links))
        return next(link for link in mail.links if part in link)


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)
