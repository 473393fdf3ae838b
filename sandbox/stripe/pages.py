"""The HTML of the sandbox: plain, labelled, without script."""

from dataclasses import dataclass, field
from html import escape

from sandbox.peer import Answer
from sandbox.stripe.cards import CARDS
from sandbox.stripe.texts import DICTIONARIES

STYLE = b"""
:root { color-scheme: light dark; --ink: #111; --paper: #fff; --quiet: #5a5a57; --line: #d9d9d4;
  --act: #0b57d0; --on-act: #fff; --stop: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f0; --paper: #121212; --quiet: #a9a9a4;
  --line: #33332f; --act: #8ab4f8; --on-act: #111; --stop: #f2b8b5; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { background: #000; color: #fff; padding: 12px 16px; font-weight: 700; }
main { max-width: 720px; margin: 0 auto; padding: 16px; }
h1 { font-size: 25px; } h2 { font-size: 20px; margin-top: 32px; }
label { display: block; font-weight: 600; margin-top: 16px; }
input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet);
  border-radius: 8px; padding: 8px 12px; width: 100%; max-width: 24rem; box-sizing: border-box; min-height: 48px; }
button, .button { font: inherit; min-height: 48px; padding: 8px 24px; border-radius: 8px;
  border: 1px solid var(--quiet); background: var(--paper); color: var(--ink); cursor: pointer; }
button.main { background: var(--act); border-color: var(--act); color: var(--on-act); }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 24px; }
a { color: var(--act); }
.hint { color: var(--quiet); font-size: 14px; margin: 0; }
.error { color: var(--stop); margin: 4px 0 0; }
.alert { border: 1px solid var(--stop); border-radius: 8px; padding: 8px 16px; color: var(--stop); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 8px 16px 8px 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
"""


@dataclass
class CardForm:
    """What was typed on the card page, and what is wrong with it."""

    number: str = ""
    expiry: str = ""
    cvc: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""


def page(language: str, title: str, content: str, status: int = 200) -> Answer:
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/sandbox/style.css"></head>'
        f"<body><header>{escape(title)}</header><main>{content}</main></body></html>"
    )
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    }
    return Answer(status, html.encode(), headers=headers)


def card_page(language: str, form: CardForm, may_cancel: bool) -> Answer:
    text = DICTIONARIES[language]
    cancel = (
        f'<button id="cancel" name="action" value="cancel" formnovalidate>{text["cancel"]}</button>'
        if may_cancel
        else ""
    )
    content = (
        f"<h1>{text['heading']}</h1><p>{text['intro']}</p>{_refusal(text, form)}"
        '<form method="post" novalidate>'
        f"{_field(text, form, 'number', form.number, 'numeric', '')}"
        f"{_field(text, form, 'expiry', form.expiry, 'numeric', text['expiry_hint'])}"
        f"{_field(text, form, 'cvc', form.cvc, 'numeric', text['cvc_hint'])}"
        f'<div class="buttons"><button id="save-card" class="main" name="action" value="save">{text["save"]}'
        f"</button>{cancel}</div></form>{cards_table(language)}"
    )
    title = f"{text['heading']} · {text['title']}"
    return page(language, title, content, 422 if form.errors or form.refusal else 200)


def _refusal(text: dict[str, str], form: CardForm) -> str:
    if not form.refusal:
        return ""
    return (
        '<div class="alert" role="alert"><p id="card-refusal">'
        f"<strong>{escape(text[form.refusal])}</strong></p><p>{text['again']}</p></div>"
    )


def _field(text: dict[str, str], form: CardForm, name: str, value: str, mode: str, hint: str) -> str:
    error = form.errors.get(name, "")
    said = [f"card-{name}-{part}" for part, given in (("hint", hint), ("error", error)) if given]
    described = f' aria-describedby="{" ".join(said)}"' if said else ""
    wrong = ' aria-invalid="true"' if error else ""
    # No autocomplete: a browser must not offer a real card here.
    return (
        f'<label for="card-{name}">{text[name]}</label>'
        + (f'<p class="hint" id="card-{name}-hint">{hint}</p>' if hint else "")
        + f'<input id="card-{name}" name="{name}" value="{escape(value)}" inputmode="{mode}"'
        + f' autocomplete="off" required aria-required="true"{described}{wrong}>'
        + (f'<p class="error" id="card-{name}-error">{escape(text[error])}</p>' if error else "")
    )


def cards_table(language: str) -> str:
    text = DICTIONARIES[language]
    rows = "".join(
        f'<tr><th scope="row">{spaced(card.number)}</th><td>{text[card.text]}</td></tr>' for card in CARDS
    )
    return (
        f'<h2>{text["cards"]}</h2><table><thead><tr><th scope="col">{text["number"]}</th>'
        f'<th scope="col">{text["outcome"]}</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def spaced(number: str) -> str:
    if len(number) == 15:
        return f"{number[:4]} {number[4:10]} {number[10:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def challenge_page(language: str) -> Answer:
    text = DICTIONARIES[language]
    content = (
        f"<h1>{text['challenge']}</h1><p>{text['challenge_intro']}</p>"
        '<form method="post"><div class="buttons">'
        f'<button id="approve" class="main" name="action" value="approve">{text["approve"]}</button>'
        f'<button id="refuse" name="action" value="refuse">{text["refuse"]}</button></div></form>'
    )
    return page(language, f"{text['challenge']} · {text['challenge_title']}", content)


def notice(language: str, heading: str, intro: str, back: str | None, status: int) -> Answer:
    """A page that says one thing and offers the way back."""
    text = DICTIONARIES[language]
    said = f"<p>{text[intro]}</p>" if intro else ""
    link = f'<p><a href="{escape(back)}">{text["back"]}</a></p>' if back else ""
    content = f"<h1>{text[heading]}</h1>{said}{link}"
    return page(language, f"{text[heading]} · {text['title']}", content, status)


def index(language: str) -> Answer:
    text = DICTIONARIES[language]
    return page(language, text["title"], f"<h1>{text['title']}</h1>{cards_table(language)}")
