"""The mail sandbox: SMTP in, a page and JSON out."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sandbox.mail import pages
from sandbox.mail.box import Mail, MailBox
from sandbox.mail.smtp import SmtpPeer
from sandbox.peer import Answer, HttpPeer, Request, json_answer

# What a browser may show by itself; anything else is a download.
SHOWN_INLINE = ("application/pdf", "image/gif", "image/jpeg", "image/png")


class MailSandbox(HttpPeer):
    """Keeps mails under `data` (a throwaway folder without it); reads them on `page_url`."""

    def __init__(self, data: Path | None = None, smtp_port: int = 0, port: int = 0) -> None:
        super().__init__(port)
        self._throwaway = None if data else Path(tempfile.mkdtemp(prefix="cps-mails-"))
        self._box = MailBox((data or self._throwaway or Path()) / "mails")
        self._smtp = SmtpPeer(self._box, smtp_port)

    @property
    def smtp_port(self) -> int:
        return self._smtp.port

    @property
    def page_url(self) -> str:
        return self.url

    def mails(self, to: str = "") -> list[Mail]:
        """Return the mails to an address (or part of one), newest first."""
        return self._box.mails(to)

    def clear(self) -> None:
        self._box.clear()

    def start(self) -> None:
        self._smtp.start()
        try:
            super().start()
        except OSError:
            self._smtp.stop()
            raise

    def stop(self) -> None:
        super().stop()
        self._smtp.stop()

    def close(self) -> None:
        super().close()
        if self._throwaway is not None:
            shutil.rmtree(self._throwaway, ignore_errors=True)

    def respond(self, request: Request) -> Answer:
        asked = request.asked
        if request.method not in ("GET", "HEAD"):
            return json_answer({"error": "The mails can only be read."}, 405)
        if request.path == "/":
            start = asked.get("start", "0")
            to = asked.get("to", "")
            return pages.mail_list(self.mails(to), to, int(start) if start.isdecimal() else 0)
        if request.path == "/style.css":
            return Answer(200, pages.STYLE, "text/css; charset=utf-8")
        if request.path == "/api/mails":
            return json_answer([self._summary(mail) for mail in self.mails(asked.get("to", ""))])
        return self._respond_on_mail(request.path)

    def _respond_on_mail(self, path: str) -> Answer:
        found = re.fullmatch(r"(?:/api)?/mails/([0-9]+)(?:/(html|raw|attachments/([0-9]+)/[^/]*))?", path)
        mail = self._box.mail(found[1]) if found else None
        if found is None or mail is None:
            return pages.not_found()
        if path.startswith("/api/"):
            return json_answer(self._summary(mail))
        if found[2] is None:
            return pages.one_mail(mail)
        if found[2] == "html":
            return pages.html_part(mail)
        if found[2] == "raw":
            return _download(self._box.raw(mail.id), "message/rfc822", f"{mail.id}.eml")
        place = int(found[3])
        if place >= len(mail.attachments):
            return pages.not_found()
        attachment = mail.attachments[place]
        return _download(attachment.content, attachment.content_type, attachment.filename)

    def _summary(self, mail: Mail) -> dict[str, Any]:
        return {
            "id": mail.id,
            "to": list(mail.to),
            "from": mail.sender,
            "subject": mail.subject,
            "date": mail.received_at.isoformat(),
            "text": mail.text,
            "html": mail.html,
            "links": list(mail.links),
            "attachments": [
                {
                    "filename": each.filename,
                    "content_type": each.content_type,
                    "size": len(each.content),
                    "url": f"{self.url}{pages.attachment_path(mail, place)}",
                }
                for place, each in enumerate(mail.attachments)
            ],
        }


def _download(content: bytes, content_type: str, filename: str) -> Answer:
    disposition = "inline" if content_type in SHOWN_INLINE else "attachment"
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(filename, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(200, content, content_type, headers)
