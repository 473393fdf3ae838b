from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from support.marking import pieces
from support.memberships import Membership, Said

register = template.Library()


@register.filter
def marked(text: str, query: str) -> SafeString:
    """Mark what of the text answers to the query, however it was typed."""
    tagged = (format_html("<mark>{}</mark>", piece) if hit else piece for piece, hit in pieces(text, query))
    return format_html_join("", "{}", ((piece,) for piece in tagged))


@register.filter
def member_page(company: int) -> str:
    """Return the address of a member's page: a list has twenty of them."""
    return f"{_members()}{company}/"


@cache
def _members() -> str:
    return reverse("support:member", args=[0]).removesuffix("0/")


@register.filter
def said(membership: Membership | None) -> SafeString:
    """Say what a row says of a membership today."""
    return _said(membership.said if membership else None, get_language())


@lru_cache(maxsize=5_000)
def _said(membership: Said | None, language: str | None) -> SafeString:
    """Few sentences are said of many members; the language is a part of what they are kept under."""
    return render_to_string("support/said_membership.html", {"membership": membership})
