"""Papers of a membership as PDF, in the reader's language: the card, and the terms of use as they were accepted."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cps_portal.lib import pdf
from subscriptions import cards
from subscriptions.models import Acceptance, Term

PAPERS = Path(settings.BASE_DIR) / "templates" / "subscriptions"
CARD_STYLE, TERMS_STYLE = PAPERS / "card.css", PAPERS / "terms.css"


def card_pdf(term: Term) -> bytes:
    """Draw the card of a term in the size of a bank card."""
    return _card(term, "subscriptions/card_alone.html")


def card_sheet_pdf(term: Term) -> bytes:
    """Draw a page of A4 with the card of a term to cut out."""
    return _card(term, "subscriptions/card_sheet.html")


def _card(term: Term, template: str) -> bytes:
    facts = {
        "term": term,
        "number": term.subscription.number,
        "company": term.subscription.company,
        "code": cards.picture(cards.paper_link(term)),
    }
    return pdf.drawn(render_to_string(template, facts), style_file=CARD_STYLE)


def accepted_terms_pdf(acceptance: Acceptance) -> bytes:
    """Draw the terms of use that a person accepted, in the language in which they stood on the page."""
    with translation.override(acceptance.language):
        page = render_to_string(
            "subscriptions/accepted_terms.html", {"acceptance": acceptance, "terms": acceptance.terms}
        )
    return pdf.drawn(page, style_file=TERMS_STYLE)
