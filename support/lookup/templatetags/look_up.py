from functools import cache, lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cps_portal.lib.templatetags.portal import country
from cps_portal.lib.texts import nine_digits
from support.lookup.highlight import pieces
from support.lookup.memberships import Line
from support.lookup.query import Kind
from support.lookup.results import Hit

register = template.Library()

# A page has twenty answers, and a template takes three times as long for them.
ANSWER = """<a class="hit" href="{}{}/">
  <span><span class="hit__name">{}</span>
    <span class="quiet">{}</span>{}</span>
  <span>{}{}</span>
</a>"""
CLUE = """
    <br>{} <span class="num">{}</span>{}"""
NOTE = """ <span class="quiet">({})</span>"""
NUMBER = """<br><span class="num">{}</span>"""


@register.filter
def marked(text: str, query: str) -> SafeString:
    """Mark what of the text answers to the query, however it was typed."""
    cut = ((escape(piece), is_hit) for piece, is_hit in pieces(text, query))
    return mark_safe("".join(f"<mark>{piece}</mark>" if is_hit else piece for piece, is_hit in cut))


@register.filter
def answer(hit: Hit, query: str) -> SafeString:
    """Show a company that was found, what of it answers to the query, and its membership."""
    company, membership = hit.company, hit.membership
    place = f"{escape(company.city)}, {escape(country(company.country))}"
    said = _said(membership.line if membership else None, get_language())
    number = NUMBER.format(nine_digits(membership.number)) if membership else ""
    is_name = hit.kind is Kind.NAME
    name = marked(company.legal_name, query) if is_name else escape(company.legal_name)
    clue = "" if is_name else _clue(hit, query)
    return mark_safe(ANSWER.format(_members(), company.pk, name, place, clue, said, number))


def _clue(hit: Hit, query: str) -> str:
    note = NOTE.format(escape(hit.note)) if hit.note else ""
    return CLUE.format(escape(str(hit.kind.label)), marked(hit.text, query), note)


@cache
def _members() -> str:
    return reverse("members:member", args=[0]).removesuffix("0/")


@lru_cache(maxsize=5_000)
def _said(membership: Line | None, _language: str | None) -> SafeString:
    """Few sentences are said of many members, in each language."""
    return render_to_string("lookup/membership_status.html", {"membership": membership})
