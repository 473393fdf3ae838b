from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from support.marking import pieces

register = template.Library()


@register.filter
def marked(text: str, query: str) -> SafeString:
    """Mark what of the text answers to the query, however it was typed."""
    tagged = (format_html("<mark>{}</mark>", piece) if hit else piece for piece, hit in pieces(text, query))
    return format_html_join("", "{}", ((piece,) for piece in tagged))
