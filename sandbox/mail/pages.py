"""The HTML of the mail page: a list, one mail, and its HTML part as the customer sees it."""

import re
from html import escape
from urllib.parse import quote, urlencode

from sandbox.mail.box import ADDRESS, Mail
from sandbox.peer import Answer

ON_A_PAGE = 50
STYLE = b"""
:root { color-scheme: light dark; --ink: #111; --paper: #fff; --quiet: #5a5a57; --line: #d9d9d4; --act: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f0; --paper: #121212; --quiet: #a9a9a4;
  --line: #33332f; --act: #8ab4f8; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { background: #000; padding: 12px 16px; font-weight: 700; } header a { color: #fff; }
main { max-width: 1120px; margin: 0 auto; padding: 16px; }
h1 { font-size: 25px; overflow-wrap: anywhere; } h2 { font-size: 20px; margin-top: 32px; }
a { color: var(--act); overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin-bottom: 16px; }
label { font-weight: 600; flex-basis: 100%; }
input, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet);
  border-radius: 8px; min-height: 48px; padding: 8px 12px; box-sizing: border-box; max-width: 100%; }
ul.mails { list-style: none; padding: 0; } ul.mails li { border-bottom: 1px solid var(--line); padding: 12px 0; }
.quiet { color: var(--quiet); font-size: 14px; margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
dt { font-weight: 600; } dd { margin: 0 0 8px; overflow-wrap: anywhere; }
"""
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'"
PART_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


def _page(title: str, content: str, status: int = 200) -> Answer:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · Mail sandbox</title><link rel="stylesheet" href="/style.css"></head>'
        '<body><header><a href="/">Mail sandbox - nothing leaves this machine</a></header>'
        f"<main>{content}</main></body></html>"
    )
    headers = {"Content-Security-Policy": PAGE_POLICY, "Referrer-Policy": "no-referrer"}
    return Answer(status, html.encode(), headers=headers)


def mail_list(mails: list[Mail], to: str, start: int) -> Answer:
    shown = mails[start : start + ON_A_PAGE]
    rows = "".join(_row(mail) for mail in shown)
    content = f'<ul class="mails">{rows}</ul>' if rows else "<p>No mail yet.</p>"
    older = ""
    if len(mails) > start + ON_A_PAGE:
        query = urlencode({"to": to, "start": start + ON_A_PAGE})
        older = f'<p><a href="/?{escape(query)}">Older mails</a></p>'
    search = (
        '<form method="get" action="/" role="search"><label for="to">Mails to</label>'
        f'<input id="to" name="to" type="search" value="{escape(to)}" autocomplete="off">'
        "<button>Search</button></form>"
    )
    return _page("Mails", f"<h1>Mails</h1>{search}{content}{older}")


def _row(mail: Mail) -> str:
    when = f"{mail.received_at:%d/%m/%Y %H:%M:%S} UTC"
    count = len(mail.attachments)
    attached = f" · {count} attachment{'s' if count > 1 else ''}" if count else ""
    return (
        f'<li><a href="/mails/{mail.id}">{escape(mail.subject or "(no subject)")}</a>'
        f'<p class="quiet">To {escape(", ".join(mail.to))} · {when}{attached}</p></li>'
    )


def one_mail(mail: Mail) -> Answer:
    shown = [("From", mail.sender), ("To", ", ".join(mail.to))]
    shown += [(name, value) for name, value in mail.headers if name in ("Cc", "Reply-To", "Date") and value]
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in shown)
    content = (
        f"<h1>{escape(mail.subject or '(no subject)')}</h1><dl>{facts}</dl>"
        f"{_html_part(mail)}{_text_part(mail)}{_attachments(mail)}"
        f'<p><a href="/mails/{mail.id}/raw">The mail as it was sent (.eml)</a></p>'
    )
    return _page(mail.subject or "(no subject)", content)


def _html_part(mail: Mail) -> str:
    if not mail.html:
        return ""
    return (
        f'<h2>As the customer sees it</h2><iframe title="The mail as the customer sees it" '
        f'src="/mails/{mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox '
        'allow-top-navigation-by-user-activation"></iframe>'
    )


def _text_part(mail: Mail) -> str:
    if not mail.text:
        return ""
    return f"<h2>Text</h2><pre>{_linked(mail.text)}</pre>"


def _linked(text: str) -> str:
    pieces, end = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?")
        pieces.append(escape(text[end : found.start()]))
        pieces.append(f'<a href="{escape(address)}">{escape(address)}</a>')
        end = found.start() + len(address)
    return "".join([*pieces, escape(text[end:])])


def _attachments(mail: Mail) -> str:
    if not mail.attachments:
        return ""
    rows = "".join(
        f'<li><a href="{attachment_path(mail, place)}">{escape(each.filename)}</a> '
        f'<span class="quiet">{escape(each.content_type)}, {len(each.content):,} bytes</span></li>'
        for place, each in enumerate(mail.attachments)
    )
    return f"<h2>Attachments</h2><ul>{rows}</ul>"


def attachment_path(mail: Mail, place: int) -> str:
    return f"/mails/{mail.id}/attachments/{place}/{quote(mail.attachments[place].filename, safe='')}"


def html_part(mail: Mail) -> Answer:
    """The HTML part alone: no script runs, its links open in the tab, its own pictures are shown."""
    html = mail.html
    for place, each in enumerate(mail.attachments):
        if each.content_id:
            html = html.replace(f"cid:{each.content_id}", attachment_path(mail, place))
    base = '<base target="_top">'
    headed = re.sub(r"<head[^>]*>", lambda head: head[0] + base, html, count=1, flags=re.IGNORECASE)
    whole = headed if headed != html else base + html
    return Answer(200, whole.encode(), headers={"Content-Security-Policy": PART_POLICY})


def not_found() -> Answer:
    return _page("No such mail", "<h1>No such mail</h1><p><a href='/'>All mails</a></p>", 404)
